/* A pty has no BREAK. This library, preloaded into the daemon, gives it one and writes down when it began and ended:
   "PATH on NANOSECONDS" and "PATH off NANOSECONDS" in the file named by BREAK_RECORD. It answers to ioctl(2) by
   name as well as to a lookup of it by dlsym(3), which is how an ahead-of-time compiled program may call it. And
   because a daemon may know that a pty has none, it answers readlink(2) of a descriptor with another name. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void record(int fd, const char *what)
{
    const char *name = getenv("BREAK_RECORD");
    char link[64], path[256], line[400];
    struct timespec now;
    if (!name)
        return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int size = snprintf(line, sizeof line, "%s %s %lld\n", path, what, now.tv_sec * 1000000000LL + now.tv_nsec);
    int out = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (out < 0 || write(out, line, (size_t)size) != size)
        abort();
    close(out);
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (request == TIOCSBRK || request == TIOCCBRK) {
        record(fd, request == TIOCSBRK ? "on" : "off");
        return 0;
    }
    return (int)syscall(SYS_ioctl, fd, request, argument);
}

ssize_t readlink(const char *path, char *buffer, size_t size)
{
    static const char ours[] = "/proc/self/fd/", pty[] = "/dev/pts/", uart[] = "/dev/ttyS";
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, path, buffer, size);
    if (length >= (ssize_t)sizeof pty && !strncmp(path, ours, sizeof ours - 1) && !memcmp(buffer, pty, sizeof pty - 1))
        memcpy(buffer, uart, sizeof uart - 1);
    return length;
}

#ifdef __aarch64__
#define FIRST_VERSION "GLIBC_2.17"
#else
#define FIRST_VERSION "GLIBC_2.2.5"
#endif

void *dlsym(void *handle, const char *name)
{
    static void *(*real)(void *, const char *);
    if (!strcmp(name, "ioctl"))
        return (void *)ioctl;
    if (!real)
        real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", FIRST_VERSION);
    return real(handle, name);
}
