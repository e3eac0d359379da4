// The matrix product of learnd against OpenBLAS, on one thread: GFLOP/s and microseconds of the best of fifteen rounds, taken in turns.
#include <cblas.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "CKernels.h"

extern void openblas_set_num_threads(int threads);

struct shape {
    size_t m, n, k;
    int transposed;  // a is read as its transpose, as for a weight's gradient
};

static const struct shape shapes[] = {
    {512, 512, 512, 0}, {256, 256, 256, 0}, {128, 128, 128, 0}, {64, 128, 64, 0}, {64, 64, 128, 0}, {64, 10, 64, 0}, {1, 128, 64, 0},
    {1, 10, 64, 0},     {33, 65, 127, 0},   {1, 256, 784, 0},   {8, 256, 784, 0}, {64, 256, 784, 0}, {784, 256, 64, 1}, {64, 128, 64, 1},
    {64, 10, 64, 1},
};

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static float *numbers(size_t count) {
    float *result = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
    uint32_t state = 1;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        result[i] = (float)(state >> 8) * 0x1p-24f - 0.5f;
    }
    return result;
}

static void multiply(int peer, struct shape s, const float *a, const float *b, float *c) {
    const size_t row = s.transposed ? 1 : s.k, column = s.transposed ? s.m : 1;
    if (!peer) {
        learnd_gemm(s.m, s.n, s.k, a, row, column, b, s.n, c, s.n, 0);
        return;
    }
    cblas_sgemm(
        CblasRowMajor, s.transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, (int)s.m, (int)s.n, (int)s.k, 1, a,
        (int)(s.transposed ? s.m : s.k), b, (int)s.n, 0, c, (int)s.n);
}

int main(void) {
    openblas_set_num_threads(1);
    printf("%-18s %22s %22s %8s\n", "m × n × k", "learnd GFLOP/s (us)", "OpenBLAS GFLOP/s (us)", "ratio");
    for (size_t place = 0; place < sizeof shapes / sizeof *shapes; place++) {
        const struct shape s = shapes[place];
        float *a = numbers(s.m * s.k), *b = numbers(s.k * s.n), *c = numbers(s.m * s.n);
        const double operations = 2.0 * (double)(s.m * s.n * s.k);
        const int rounds = (int)(1e8 / operations) + 1;
        double best[2] = {1e9, 1e9};
        for (int turn = 0; turn < 15; turn++) {
            for (int peer = 0; peer < 2; peer++) {
                const double start = seconds();
                for (int i = 0; i < rounds; i++) multiply(peer, s, a, b, c);
                const double time = (seconds() - start) / rounds;
                if (time < best[peer]) best[peer] = time;
            }
        }
        char name[64];
        snprintf(name, sizeof name, "%zu × %zu × %zu%s", s.m, s.n, s.k, s.transposed ? " ᵀ" : "");
        printf(
            "%-18s %12.1f (%7.2f) %12.1f (%7.2f) %8.2f\n", name, operations / best[0] * 1e-9, best[0] * 1e6, operations / best[1] * 1e-9,
            best[1] * 1e6, best[1] / best[0]);
        free(a);
        free(b);
        free(c);
    }
    return 0;
}
