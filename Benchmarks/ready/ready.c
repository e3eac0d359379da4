// Starts a service again and again and tells how long each start took until it said READY=1 (sd_notify), in milliseconds, a line each.
//
//   clang -O2 -o ready ready.c
//   ./ready ROUNDS COMMAND [ARGUMENT ...]
//
// What the service writes goes to /dev/null. Each is stopped by SIGTERM and waited for; a service that ends by itself fails the run.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static pid_t start(char **command) {
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child > 0) return child;
    int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, 0);
    dup2(nothing, 1);
    dup2(nothing, 2);
    execvp(command[0], command);
    _exit(127);
}

// Whether READY=1 came before the service ended or ten seconds were over.
static int is_ready(int notifications, pid_t child) {
    for (double end = now() + 10000; now() < end;) {
        struct pollfd wait = {.fd = notifications, .events = POLLIN};
        if (poll(&wait, 1, 200) == 1) {
            char message[4096];
            ssize_t length = recv(notifications, message, sizeof message - 1, 0);
            if (length < 0) fail("recv");
            message[length] = 0;
            if (strstr(message, "READY=1")) return 1;
        } else if (waitpid(child, NULL, WNOHANG) == child) {
            fprintf(stderr, "the service ended before it was ready\n");
            exit(1);
        }
    }
    return 0;
}

int main(int count, char **words) {
    int rounds = count > 2 ? atoi(words[1]) : 0;
    if (rounds < 1) {
        fprintf(stderr, "usage: %s ROUNDS COMMAND [ARGUMENT ...]\n", words[0]);
        return 2;
    }
    int notifications = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    // An abstract name: nothing to take away afterwards.
    int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "learnd-bench-%d", getpid());
    if (bind(notifications, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length)) != 0)
        fail("bind");
    char name[sizeof address.sun_path + 1];
    snprintf(name, sizeof name, "@%s", address.sun_path + 1);
    setenv("NOTIFY_SOCKET", name, 1);
    for (int round = 0; round < rounds; round++) {
        double before = now();
        pid_t child = start(words + 2);
        if (!is_ready(notifications, child)) {
            kill(child, SIGKILL);
            fprintf(stderr, "not ready within ten seconds\n");
            return 1;
        }
        printf("%.1f\n", now() - before);
        fflush(stdout);
        kill(child, SIGTERM);
        waitpid(child, NULL, 0);
        char rest[4096];
        while (recv(notifications, rest, sizeof rest, MSG_DONTWAIT) > 0) {}
    }
    return 0;
}
