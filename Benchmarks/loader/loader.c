// Asks one HTTP/1.1 server on a Unix socket the same thing over and over, and tells how quickly it answers.
//
//   cc -O2 -o loader loader.c
//   ./loader [-l] SOCKET PATH BODYFILE [connections 1] [depth 1] [seconds 5] [server's pid]
//
// BODYFILE is the body, or with -l has one in each of its lines: the connections take the next one in turn, and after the last the first.
//
// One line of JSON: requests, requests a second, latency at the median and the 99th percentile in microseconds, and, with the server's pid,
// its CPU time a request in microseconds. Every answer must be of status 200, or the run fails with the answer.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { most_depth = 64, room = 1 << 20 };

struct request {
    char *bytes;
    size_t length;
};

struct connection {
    int descriptor;
    int outstanding;
    uint64_t sent[most_depth];  // when each outstanding request was sent, as a ring
    int oldest;
    const struct request *sending;
    size_t request_offset;      // of what is being sent
    char *buffer;               // of what has come and is not yet a whole answer
    size_t filled;
};

static struct request *requests;
static size_t request_count, next_request;
static int depth = 1;
static uint32_t *latencies;  // in units of 10 ns
static size_t answered, latency_room;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

// Nanoseconds on a CPU, of all threads that live.
static uint64_t cpu_time(int pid) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *folder = opendir(path);
    if (!folder) fail(path);
    uint64_t sum = 0;
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] == '.') continue;
        char file[512];
        snprintf(file, sizeof file, "/proc/%d/task/%s/schedstat", pid, entry->d_name);
        FILE *stat = fopen(file, "r");
        unsigned long long spent = 0;
        if (stat && fscanf(stat, "%llu", &spent) == 1) sum += spent;
        if (stat) fclose(stat);
    }
    closedir(folder);
    return sum;
}

static void send_more(struct connection *c) {
    while (c->outstanding < depth) {
        if (c->request_offset == 0) {
            c->sending = &requests[next_request];
            next_request = (next_request + 1) % request_count;
            c->sent[(c->oldest + c->outstanding) % most_depth] = now();
        }
        ssize_t count = send(c->descriptor, c->sending->bytes + c->request_offset, c->sending->length - c->request_offset, MSG_NOSIGNAL);
        if (count < 0 && errno == EAGAIN) return;
        if (count < 0) fail("send");
        c->request_offset += (size_t)count;
        if (c->request_offset < c->sending->length) return;
        c->request_offset = 0;
        c->outstanding++;
    }
}

// The length of the whole answer at the buffer's start, or 0 while it has not all come.
static size_t whole_answer(struct connection *c) {
    c->buffer[c->filled] = 0;
    char *end = strstr(c->buffer, "\r\n\r\n");
    if (!end) return 0;
    if (strncmp(c->buffer, "HTTP/1.1 200", 12) != 0) {
        fprintf(stderr, "not a 200: %s\n", c->buffer);
        exit(1);
    }
    char *length = strcasestr(c->buffer, "content-length:");
    if (!length || length > end) {
        fprintf(stderr, "no content-length: %s\n", c->buffer);
        exit(1);
    }
    size_t total = (size_t)(end + 4 - c->buffer) + strtoul(length + 15, NULL, 10);
    return total <= c->filled ? total : 0;
}

static void receive(struct connection *c) {
    ssize_t count = recv(c->descriptor, c->buffer + c->filled, room - c->filled, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) fail("recv");
    c->filled += (size_t)count;
    uint64_t time = now();
    size_t taken = 0, length;
    struct connection rest = *c;
    while (rest.filled > 0 && (length = whole_answer(&rest)) > 0) {
        if (answered < latency_room) latencies[answered] = (uint32_t)((time - c->sent[c->oldest]) / 10);
        answered++;
        c->oldest = (c->oldest + 1) % most_depth;
        c->outstanding--;
        taken += length;
        rest.buffer += length;
        rest.filled -= length;
    }
    memmove(c->buffer, c->buffer + taken, c->filled - taken);
    c->filled -= taken;
}

static int ascending(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static void add_request(const char *path, const char *body, size_t length) {
    char *whole = malloc(length + 1024);
    int head = snprintf(
        whole, 1024, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", path, length);
    memcpy(whole + head, body, length);
    requests = realloc(requests, (request_count + 1) * sizeof *requests);
    requests[request_count++] = (struct request){whole, (size_t)head + length};
}

static void read_requests(const char *path, const char *file, int in_lines) {
    FILE *bodies = fopen(file, "r");
    if (!bodies) fail(file);
    static char text[room];
    size_t length = fread(text, 1, sizeof text, bodies);
    fclose(bodies);
    if (!in_lines) return add_request(path, text, length);
    for (char *line = text, *end; (end = memchr(line, '\n', (size_t)(text + length - line))); line = end + 1)
        add_request(path, line, (size_t)(end - line));
    if (request_count > 0) return;
    fprintf(stderr, "%s: no whole line\n", file);
    exit(1);
}

int main(int count, char **words) {
    int in_lines = count > 1 && strcmp(words[1], "-l") == 0;
    count -= in_lines;
    words += in_lines;
    if (count < 4) {
        fprintf(stderr, "usage: loader [-l] SOCKET PATH BODYFILE [connections] [depth] [seconds] [pid]\n");
        return 2;
    }
    read_requests(words[2], words[3], in_lines);
    int connections = count > 4 ? atoi(words[4]) : 1;
    depth = count > 5 ? atoi(words[5]) : 1;
    double seconds = count > 6 ? atof(words[6]) : 5;
    int pid = count > 7 ? atoi(words[7]) : 0;
    if (connections < 1 || depth < 1 || depth > most_depth) {
        fprintf(stderr, "connections from 1, depth from 1 to %d\n", most_depth);
        return 2;
    }
    latency_room = 1 << 24;
    latencies = malloc(latency_room * sizeof *latencies);

    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, words[1], sizeof address.sun_path - 1);
    int poll = epoll_create1(0);
    struct connection *all = calloc((size_t)connections, sizeof *all);
    for (int i = 0; i < connections; i++) {
        all[i].buffer = malloc(room + 1);
        all[i].descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
        if (connect(all[i].descriptor, (struct sockaddr *)&address, sizeof address) != 0) fail(words[1]);
        fcntl(all[i].descriptor, F_SETFL, O_NONBLOCK);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
        epoll_ctl(poll, EPOLL_CTL_ADD, all[i].descriptor, &event);
    }

    // A tenth of the time to get warm, not counted.
    uint64_t start = now(), warm = start + (uint64_t)(seconds * 1e8), end = warm + (uint64_t)(seconds * 1e9), counted_from = 0;
    uint64_t cpu = 0;
    for (int i = 0; i < connections; i++) send_more(&all[i]);
    struct epoll_event events[64];
    while (1) {
        uint64_t time = now();
        if (!counted_from && time >= warm) {
            counted_from = time;
            answered = 0;
            if (pid) cpu = cpu_time(pid);
        }
        if (time >= end) break;
        int ready = epoll_wait(poll, events, 64, 10000);
        if (ready == 0) {
            fprintf(stderr, "no answer for ten seconds\n");
            return 1;
        }
        for (int i = 0; i < ready; i++) {
            receive(events[i].data.ptr);
            send_more(events[i].data.ptr);
        }
    }
    double took = (double)(now() - counted_from) / 1e9;
    if (pid) cpu = cpu_time(pid) - cpu;
    size_t cache = answered < latency_room ? answered : latency_room;
    if (cache == 0) {
        fprintf(stderr, "nothing was answered\n");
        return 1;
    }
    qsort(latencies, cache, sizeof *latencies, ascending);
    printf("{\"connections\":%d,\"depth\":%d,\"requests\":%zu,\"per_second\":%.0f,\"p50_us\":%.1f,\"p99_us\":%.1f", connections, depth,
           answered, (double)answered / took, latencies[cache / 2] / 100.0, latencies[cache * 99 / 100] / 100.0);
    if (pid) printf(",\"server_cpu_us\":%.2f", (double)cpu / 1e3 / (double)answered);
    printf("}\n");
    return 0;
}
