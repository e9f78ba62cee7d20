/* hangopen PATH COMMAND...: runs COMMAND so that every open() of exactly PATH hangs for ever, as the
 * open of a serial line does whose driver waits for carrier or whose hardware is gone.
 *
 * A seccomp filter hands open calls to this supervisor, which lets all others continue and never
 * answers the ones it was asked to hang. It works for any program, static or dynamic, and the caller
 * stays killable. Exits with COMMAND's status. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The legacy call exists on x86-64 only; -1 matches nothing. */
#ifdef SYS_open
#define OPEN_CALL SYS_open
#else
#define OPEN_CALL (-1)
#endif

static int install_filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)OPEN_CALL, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
	};
	struct sock_fprog program = { .len = sizeof code / sizeof *code, .filter = code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

static void pass_fd(int channel, int fd)
{
	char byte = 0, space[CMSG_SPACE(sizeof fd)] = { 0 };
	struct iovec data = { &byte, 1 };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = space,
				  .msg_controllen = sizeof space };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	if (sendmsg(channel, &message, 0) < 0)
		_exit(126);
}

static int take_fd(int channel)
{
	char byte, space[CMSG_SPACE(sizeof(int))];
	struct iovec data = { &byte, 1 };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = space,
				  .msg_controllen = sizeof space };
	int fd;

	if (recvmsg(channel, &message, 0) <= 0 || !CMSG_FIRSTHDR(&message))
		return -1;
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
	return fd;
}

/* The path argument of the call, read from the caller's memory. */
static void read_path(const struct seccomp_notif *request, char *path, size_t size)
{
	char name[64];
	int legacy = request->data.nr == OPEN_CALL;

	path[0] = 0;
	snprintf(name, sizeof name, "/proc/%u/mem", request->pid);
	int memory = open(name, O_RDONLY | O_CLOEXEC);

	if (memory < 0)
		return;
	ssize_t n = pread(memory, path, size - 1, (off_t)request->data.args[legacy ? 0 : 1]);

	path[n > 0 ? n : 0] = 0;
	close(memory);
}

static void supervise(int listener, const char *hung)
{
	struct pollfd poll_fd = { .fd = listener, .events = POLLIN };

	while (poll(&poll_fd, 1, -1) >= 0 || errno == EINTR) {
		struct seccomp_notif request = { 0 };
		struct seccomp_notif_resp answer = { 0 };
		char path[4096];

		if (poll_fd.revents & POLLHUP)
			return;
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0)
			continue;
		read_path(&request, path, sizeof path);
		if (strcmp(path, hung) == 0)
			continue;
		answer.id = request.id;
		answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
}

int main(int argc, char **argv)
{
	int channel[2], status = 0;

	if (argc < 3 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel)) {
		fprintf(stderr, "usage: hangopen PATH COMMAND...\n");
		return 2;
	}
	pid_t child = fork();

	if (child == 0) {
		int listener = install_filter();

		if (listener < 0) {
			perror("seccomp");
			_exit(126);
		}
		pass_fd(channel[0], listener);
		close(listener);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	/* The command ends first: without us its open() calls would fail. */
	signal(SIGTERM, SIG_IGN);
	close(channel[0]);
	int listener = take_fd(channel[1]);

	if (listener >= 0)
		supervise(listener, argv[1]);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
