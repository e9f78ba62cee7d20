/* fdbench: the client side of every row, on connections that bench opened and handed over.
 *
 *   fdbench sink [-e BYTES] [-T SECONDS] FD:PORT ...   reads and verifies everything
 *   fdbench echo [-n COUNT] [-g GAP_US] FD:PORT        one-byte round trips
 *
 * `sink` ends when every connection has BYTES of the stream (arrived or known lost), when all are
 * closed, after SECONDS, or, once "stop" (or end of file) came on standard input, after 0.4 s of
 * silence. "stat" on standard input prints the counters so far. Results are JSON lines. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include "stream.h"

#define NS 1000000000LL
#define CONTROL 0xffffffffu
#define QUIET_NS (400 * 1000000LL)
#define STOP_LIMIT_NS (20 * NS)
#define ECHO_TIMEOUT_NS (2 * NS)

struct connection {
	int fd;
	int eof;
	struct verifier v;
	int64_t first, last;	/* when the first byte and the last whole line came */
	uint64_t raw;
};

static struct connection *connections;
static int connection_count;
static unsigned char buffer[262144];

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS + t.tv_nsec;
}

static void report(int64_t start)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	printf("{\"secs\":%.6f,\"cpu\":%.6f,\"conns\":[", (double)(now() - start) / 1e9,
	       (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec)
	       + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6);
	for (int i = 0; i < connection_count; i++) {
		struct connection *c = &connections[i];
		struct verifier *v = &c->v;

		printf("%s{\"port\":%d,\"bytes\":%llu,\"payload\":%llu,\"lost\":%llu,\"repeated\":%llu,"
		       "\"corrupt\":%llu,\"preamble\":%llu,\"partial\":%zu,\"span\":%.6f,\"eof\":%d}",
		       i ? "," : "", v->port, (unsigned long long)c->raw,
		       (unsigned long long)(v->lines * LINE_LENGTH), (unsigned long long)v->lost,
		       (unsigned long long)v->repeated, (unsigned long long)v->corrupt,
		       (unsigned long long)v->preamble, v->have, (double)(c->last - c->first) / 1e9, c->eof);
	}
	printf("]}\n");
	fflush(stdout);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* Waits for `key` to come back; 1 when it did, 0 on timeout, -1 when the connection ended. */
static int await_echo(struct connection *c, unsigned char key, int64_t deadline)
{
	struct pollfd poll_fd = { .fd = c->fd, .events = POLLIN };

	for (;;) {
		int64_t left = deadline - now();

		if (left <= 0 || poll(&poll_fd, 1, (int)(left / 1000000 + 1)) <= 0)
			return 0;
		ssize_t n = read(c->fd, buffer, sizeof buffer);

		if (n == 0)
			return -1;
		if (n > 0 && memchr(buffer, key, (size_t)n))
			return 1;
	}
}

static int echo_mode(struct connection *c, long count, long gap_us)
{
	double *trips = calloc((size_t)count, sizeof *trips), sum = 0;
	long done = 0, lost = 0;

	for (long i = 0; i < count; i++) {
		unsigned char key = (unsigned char)('a' + i % 26);

		while (read(c->fd, buffer, sizeof buffer) > 0)
			continue;
		int64_t start = now();
		int came = write(c->fd, &key, 1) == 1 ? await_echo(c, key, start + ECHO_TIMEOUT_NS) : 0;

		if (came < 0)
			break;
		if (came)
			trips[done++] = (double)(now() - start) / 1e3;
		else
			lost++;
		if (gap_us) {
			struct timespec gap = { gap_us / 1000000, gap_us % 1000000 * 1000 };

			nanosleep(&gap, NULL);
		}
	}
	qsort(trips, (size_t)done, sizeof *trips, compare);
	for (long i = 0; i < done; i++)
		sum += trips[i];
#define QUANTILE(f) (done ? trips[(long)((double)(done - 1) * (f))] : -1.0)
	printf("{\"n\":%ld,\"lost\":%ld,\"mean_us\":%.1f,\"min_us\":%.1f,\"p50_us\":%.1f,\"p90_us\":%.1f,"
	       "\"p99_us\":%.1f,\"max_us\":%.1f}\n", done, lost, done ? sum / (double)done : -1.0, QUANTILE(0),
	       QUANTILE(.5), QUANTILE(.9), QUANTILE(.99), QUANTILE(1));
	return 0;
}

/* Reads one connection once; 0 when it has ended. */
static int take(struct connection *c)
{
	ssize_t n = read(c->fd, buffer, sizeof buffer);

	if (n < 0 && errno == EAGAIN)
		return 1;
	if (n <= 0) {
		c->eof = 1;
		return 0;
	}
	uint64_t lines = c->v.lines;

	c->raw += (uint64_t)n;
	ver_feed(&c->v, (char *)buffer, (size_t)n);
	if (!c->first)
		c->first = now();
	if (c->v.lines != lines)
		c->last = now();
	return 1;
}

static int all_have(uint64_t expected)
{
	for (int i = 0; i < connection_count; i++) {
		struct connection *c = &connections[i];

		if (!c->eof && c->v.next * LINE_LENGTH < expected)
			return 0;
	}
	return 1;
}

static int sink_mode(uint64_t expected, double seconds)
{
	int64_t start = now(), last = start, stopped = 0, deadline = start + (int64_t)(seconds * 1e9);
	int poll_fd = epoll_create1(0), open_count = connection_count;
	struct epoll_event control = { .events = EPOLLIN, .data.u32 = CONTROL };

	for (int i = 0; i < connection_count; i++) {
		struct epoll_event e = { .events = EPOLLIN, .data.u32 = (uint32_t)i };

		epoll_ctl(poll_fd, EPOLL_CTL_ADD, connections[i].fd, &e);
	}
	epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &control);
	while (open_count > 0 && now() < deadline) {
		struct epoll_event events[128];
		int count = epoll_wait(poll_fd, events, 128, stopped ? 50 : 500);

		for (int i = 0; i < count; i++) {
			if (events[i].data.u32 == CONTROL) {
				char line[64];
				ssize_t n = read(0, line, sizeof line);

				if (n > 0 && strncmp(line, "stat", 4) == 0) {
					report(start);
				} else {
					stopped = last = now();
					epoll_ctl(poll_fd, EPOLL_CTL_DEL, 0, NULL);
				}
				continue;
			}
			struct connection *c = &connections[events[i].data.u32];

			if (take(c)) {
				last = now();
			} else {
				epoll_ctl(poll_fd, EPOLL_CTL_DEL, c->fd, NULL);
				open_count--;
			}
		}
		if (expected && all_have(expected))
			break;
		if (stopped && (now() - last > QUIET_NS || now() - stopped > STOP_LIMIT_NS))
			break;
	}
	report(start);
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t expected = 0;
	double seconds = 60;
	long count = 2000, gap_us = 2000;
	struct rlimit files = { 65536, 65536 };
	int option;

	if (argc < 3)
		return 2;
	const char *mode = argv[1];

	optind = 2;
	while ((option = getopt(argc, argv, "e:T:n:g:")) != -1) {
		switch (option) {
		case 'e': expected = strtoull(optarg, NULL, 10); break;
		case 'T': seconds = atof(optarg); break;
		case 'n': count = atol(optarg); break;
		case 'g': gap_us = atol(optarg); break;
		default: return 2;
		}
	}
	setrlimit(RLIMIT_NOFILE, &files);
	connections = calloc((size_t)argc, sizeof *connections);
	for (int i = optind; i < argc; i++) {
		struct connection *c = &connections[connection_count++];

		if (sscanf(argv[i], "%d:%d", &c->fd, &c->v.port) != 2)
			return 2;
		fcntl(c->fd, F_SETFL, fcntl(c->fd, F_GETFL) | O_NONBLOCK);
	}
	if (connection_count == 0)
		return 2;
	if (strcmp(mode, "echo") == 0)
		return echo_mode(&connections[0], count, gap_us);
	if (strcmp(mode, "sink") == 0)
		return sink_mode(expected, seconds);
	return 2;
}
