/* ptydev: N simulated serial devices on pty pairs.
 *
 *   ptydev [-n PORTS] [-d DIRECTORY] [-t TICK_US]
 *
 * Makes DIRECTORY/ttyR1 ... as links to the pty slaves, prints "ready", then obeys one command a
 * line on standard input and answers each with one line of JSON on standard output. SEL is "all",
 * "5" or "1-48". End of file ends it.
 *   echo SEL                          sends back what it gets
 *   stream SEL RATE TOTAL STRICT      sends the numbered stream: RATE bytes/s (0: as fast as the tty
 *                                     takes it), TOTAL bytes (0: for ever). STRICT 1 drops what the
 *                                     tty does not take at once, as a UART overruns; 0 waits.
 *                                     A 0x03 from the other side ends the stream.
 *   stop SEL                          ends the stream
 *   raw SEL                           puts the slave into raw mode
 *   drain SEL                         reads what is left in the slave and counts it
 *   reset SEL                         off, queues flushed, counters zero
 *   stat SEL                          counters
 * A pty has no baud rate: the pace is kept here. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "stream.h"

#define NS 1000000000LL
#define BURST 16384
#define BURSTS_A_TURN 8
#define DRAIN_QUIET_NS (80 * 1000000LL)
#define INTERRUPT 0x03
enum { CONTROL = 1000000, TICK };

struct device {
	int number, master, slave;
	int echoing, streaming, strict, wants_out;
	double rate;
	uint64_t position;	/* stream bytes produced, dropped ones included */
	uint64_t total, overrun, received, echo_lost;
	int64_t started, interrupted;
};

static struct device *devices;
static int device_count = 48;
static int poll_fd;

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

static void set_raw(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t))
		return;
	cfmakeraw(&t);
	t.c_cflag |= CLOCAL | CREAD;
	tcsetattr(fd, TCSANOW, &t);
}

static void want_out(struct device *d, int wanted)
{
	struct epoll_event e = { .events = EPOLLIN | (wanted ? EPOLLOUT : 0), .data.u64 = (uint64_t)d->number };

	if (d->wants_out == wanted)
		return;
	d->wants_out = wanted;
	epoll_ctl(poll_fd, EPOLL_CTL_MOD, d->master, &e);
}

static void end_stream(struct device *d)
{
	d->streaming = 0;
	want_out(d, 0);
}

/* Writes up to `count` stream bytes and returns how many the tty took. */
static size_t send_stream(struct device *d, size_t count)
{
	static char bytes[65536];
	size_t done = 0;

	stream_fill(bytes, d->number, d->position, count);
	while (done < count) {
		ssize_t n = write(d->master, bytes + done, count - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	return done;
}

static size_t at_most(struct device *d, uint64_t wanted)
{
	if (d->total && d->position + wanted > d->total)
		wanted = d->total - d->position;
	return wanted > 65536 ? 65536 : (size_t)wanted;
}

static void stream_paced(struct device *d, int64_t time)
{
	double due = d->rate * (double)(time - d->started) / 1e9;

	if (due <= (double)d->position)
		return;
	size_t wanted = at_most(d, (uint64_t)due - d->position);
	size_t taken = send_stream(d, wanted);

	if (d->strict) {
		d->overrun += wanted - taken;
		taken = wanted;
	}
	d->position += taken;
}

static void stream_flat_out(struct device *d)
{
	for (int i = 0; i < BURSTS_A_TURN; i++) {
		size_t wanted = at_most(d, BURST);
		size_t taken = send_stream(d, wanted);

		d->position += taken;
		if (taken < wanted || (d->total && d->position >= d->total))
			break;
	}
	want_out(d, 1);
}

static void stream(struct device *d, int64_t time)
{
	if (!d->streaming)
		return;
	if (d->rate > 0)
		stream_paced(d, time);
	else
		stream_flat_out(d);
	if (d->total && d->position >= d->total)
		end_stream(d);
}

static void receive(struct device *d)
{
	static char bytes[65536];
	ssize_t n = read(d->master, bytes, sizeof bytes);

	if (n <= 0)
		return;
	d->received += (uint64_t)n;
	if (memchr(bytes, INTERRUPT, (size_t)n)) {
		d->interrupted = now();
		end_stream(d);
	}
	if (d->echoing) {
		ssize_t written = write(d->master, bytes, (size_t)n);

		d->echo_lost += (uint64_t)(n - (written < 0 ? 0 : written));
	}
}

static unsigned long long drain(struct device *d)
{
	char bytes[8192];
	unsigned long long count = 0;

	for (int64_t end = now() + DRAIN_QUIET_NS; now() < end;) {
		ssize_t n = read(d->slave, bytes, sizeof bytes);

		if (n > 0) {
			count += (unsigned long long)n;
			end = now() + DRAIN_QUIET_NS;
		} else {
			usleep(2000);
		}
	}
	return count;
}

static void reset(struct device *d)
{
	char bytes[4096];

	end_stream(d);
	d->echoing = 0;
	d->position = d->total = d->overrun = d->received = d->echo_lost = 0;
	d->started = d->interrupted = 0;
	tcflush(d->slave, TCIOFLUSH);
	while (read(d->master, bytes, sizeof bytes) > 0)
		continue;
}

static void print_stat(struct device *d)
{
	printf("{\"port\":%d,\"pos\":%llu,\"overrun\":%llu,\"done\":%d,\"rx\":%llu,\"echolost\":%llu,"
	       "\"interrupted\":%.6f}", d->number, (unsigned long long)d->position,
	       (unsigned long long)d->overrun, !d->streaming, (unsigned long long)d->received,
	       (unsigned long long)d->echo_lost, (double)d->interrupted / 1e9);
}

static int select_devices(const char *text, int *first, int *last)
{
	if (strcmp(text, "all") == 0) {
		*first = 1;
		*last = device_count;
		return 1;
	}
	int n = sscanf(text, "%d-%d", first, last);

	if (n == 1)
		*last = *first;
	return n >= 1 && *first >= 1 && *last <= device_count && *first <= *last;
}

static void obey(char *line)
{
	char verb[16] = "", sel[16] = "";
	double rate = 0;
	unsigned long long total = 0;
	int strict = 0, first, last;

	sscanf(line, "%15s %15s %lf %llu %d", verb, sel, &rate, &total, &strict);
	if (!select_devices(sel, &first, &last)) {
		printf("{\"error\":\"no such port\"}\n");
		return;
	}
	putchar('[');
	for (int i = first; i <= last; i++) {
		struct device *d = &devices[i - 1];

		if (i > first)
			putchar(',');
		if (strcmp(verb, "stat") == 0) {
			print_stat(d);
			continue;
		}
		unsigned long long answer = 0;

		if (strcmp(verb, "echo") == 0) {
			d->echoing = 1;
		} else if (strcmp(verb, "stream") == 0) {
			d->rate = rate;
			d->total = total;
			d->strict = strict;
			d->position = d->overrun = 0;
			d->interrupted = 0;
			d->echoing = 0;
			d->streaming = 1;
			d->started = now();
			want_out(d, rate <= 0);
		} else if (strcmp(verb, "stop") == 0) {
			end_stream(d);
			answer = d->position - d->overrun;
		} else if (strcmp(verb, "raw") == 0) {
			set_raw(d->slave);
		} else if (strcmp(verb, "drain") == 0) {
			answer = drain(d);
		} else if (strcmp(verb, "reset") == 0) {
			reset(d);
		}
		printf("%llu", answer);
	}
	printf("]\n");
}

/* Reads commands; 0 when the other side has gone. */
static int control(void)
{
	static char text[8192];
	static size_t have;
	ssize_t n = read(0, text + have, sizeof text - 1 - have);

	if (n <= 0)
		return 0;
	have += (size_t)n;
	text[have] = 0;
	char *line = text;

	for (char *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = 0;
		obey(line);
	}
	fflush(stdout);
	have -= (size_t)(line - text);
	memmove(text, line, have);
	return 1;
}

static int make_device(struct device *d, int number, const char *directory)
{
	char name[128], path[4096];
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = (uint64_t)number };

	d->number = number;
	if (openpty(&d->master, &d->slave, name, NULL, NULL)) {
		perror("openpty");
		return 0;
	}
	set_raw(d->slave);
	fchmod(d->slave, 0666);
	fcntl(d->master, F_SETFL, O_NONBLOCK);
	fcntl(d->slave, F_SETFL, O_NONBLOCK);
	snprintf(path, sizeof path, "%s/ttyR%d", directory, number);
	unlink(path);
	if (symlink(name, path)) {
		perror(path);
		return 0;
	}
	return epoll_ctl(poll_fd, EPOLL_CTL_ADD, d->master, &e) == 0;
}

static void loop(int timer, long tick_us)
{
	int ticking = 0;

	for (;;) {
		struct epoll_event events[64];
		int paced = 0;

		for (int i = 0; i < device_count; i++)
			paced |= devices[i].streaming && devices[i].rate > 0;
		if (paced != ticking) {
			long ns = paced ? tick_us * 1000 : 0;
			struct itimerspec period = { { 0, ns }, { 0, ns } };

			timerfd_settime(timer, 0, &period, NULL);
			ticking = paced;
		}
		int count = epoll_wait(poll_fd, events, 64, 1000);

		for (int i = 0; i < count; i++) {
			uint64_t id = events[i].data.u64, expirations;

			if (id == CONTROL) {
				if (!control())
					return;
			} else if (id == TICK) {
				if (read(timer, &expirations, sizeof expirations) > 0)
					for (int k = 0; k < device_count; k++)
						if (devices[k].rate > 0)
							stream(&devices[k], now());
			} else {
				struct device *d = &devices[id - 1];

				if (events[i].events & EPOLLIN)
					receive(d);
				if (events[i].events & EPOLLOUT)
					stream(d, now());
			}
		}
	}
}

int main(int argc, char **argv)
{
	const char *directory = ".";
	long tick_us = 4000;
	int option;
	struct rlimit files = { 65536, 65536 };
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = CONTROL };

	while ((option = getopt(argc, argv, "n:d:t:")) != -1) {
		switch (option) {
		case 'n': device_count = atoi(optarg); break;
		case 'd': directory = optarg; break;
		case 't': tick_us = atol(optarg); break;
		default: return 2;
		}
	}
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	setrlimit(RLIMIT_NOFILE, &files);
	devices = calloc((size_t)device_count, sizeof *devices);
	poll_fd = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < device_count; i++)
		if (!make_device(&devices[i], i + 1, directory))
			return 1;
	epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &e);
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);

	e.data.u64 = TICK;
	epoll_ctl(poll_fd, EPOLL_CTL_ADD, timer, &e);
	printf("ready\n");
	fflush(stdout);
	loop(timer, tick_us);
	return 0;
}
