#include "CKernels.h"
#include "clones.h"

// The Walsh–Hadamard transform, in place, n a power of two of 16 or more; each sum in the same order whatever the clone.
LEARND_CLONES
void learnd_hadamard(size_t n, float *x) {
    // Four small steps at once: a block of 16 stays in registers.
    for (size_t start = 0; start < n; start += 16) {
        float *block = x + start;
        for (size_t h = 1; h < 16; h *= 2) {
            float next[16];
            for (size_t i = 0; i < 16; i++) next[i] = i & h ? block[i ^ h] - block[i] : block[i] + block[i ^ h];
            for (size_t i = 0; i < 16; i++) block[i] = next[i];
        }
    }
    for (size_t h = 16; h < n; h *= 2) {
        for (size_t start = 0; start < n; start += 2 * h) {
            float *low = x + start, *high = low + h;
            for (size_t i = 0; i < h; i++) {
                const float a = low[i], b = high[i];
                low[i] = a + b;
                high[i] = a - b;
            }
        }
    }
}

// y = signs · x · factor: a sign a bit, 1 for minus.
LEARND_CLONES
void learnd_flip(size_t n, const uint32_t *signs, float factor, const float *x, float *y) {
    for (size_t i = 0; i < n; i++) y[i] = (signs[i / 32] >> (i % 32) & 1 ? -factor : factor) * x[i];
}
