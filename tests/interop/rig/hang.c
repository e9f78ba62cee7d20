/* Preloaded into the daemon: a driver that hangs. HANG_CALL (open, tcsets or close) on the device whose path is
   HANG_PATH never returns while the file HANG_WHILE exists. See breaks.c for why dlsym(3) is answered too. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define OUR_TCSETS2 0x402C542B

static int hanging_fd = -1;

static void hang(const char *call)
{
    const char *wanted = getenv("HANG_CALL"), *file = getenv("HANG_WHILE");
    struct timespec pause = {0, 20000000};
    if (!wanted || !file || strcmp(wanted, call))
        return;
    while (!syscall(SYS_faccessat, AT_FDCWD, file, F_OK))
        nanosleep(&pause, NULL);
}

int open(const char *path, int flags, ...)
{
    const char *name = getenv("HANG_PATH");
    va_list arguments;
    va_start(arguments, flags);
    int mode = va_arg(arguments, int);
    va_end(arguments);
    int ours = name && !strcmp(path, name);
    if (ours)
        hang("open");
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fd >= 0)
        hanging_fd = ours ? fd : hanging_fd;
    return fd;
}

int close(int fd)
{
    if (fd == hanging_fd) {
        hang("close");
        hanging_fd = -1;
    }
    return (int)syscall(SYS_close, fd);
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (fd == hanging_fd && request == OUR_TCSETS2)
        hang("tcsets");
    return (int)syscall(SYS_ioctl, fd, request, argument);
}

#ifdef __aarch64__
#define FIRST_VERSION "GLIBC_2.17"
#else
#define FIRST_VERSION "GLIBC_2.2.5"
#endif

void *dlsym(void *handle, const char *name)
{
    static void *(*real)(void *, const char *);
    if (!strcmp(name, "open"))
        return (void *)open;
    if (!strcmp(name, "close"))
        return (void *)close;
    if (!strcmp(name, "ioctl"))
        return (void *)ioctl;
    if (!real)
        real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", FIRST_VERSION);
    return real(handle, name);
}
