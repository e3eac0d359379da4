// A target's input, taken byte by byte, and memory of exactly the size that is asked for.
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    const uint8_t *next;
    size_t left;
    /// Blocks to be freed.
    void *blocks[64];
    size_t block_count;
} fuzz_input;

static inline size_t take(fuzz_input *input) {
    if (input->left == 0) return 0;
    input->left--;
    return *input->next++;
}

static inline size_t from_to(fuzz_input *input, size_t least, size_t most) { return least + take(input) % (most - least + 1); }

static inline void *block(fuzz_input *input, size_t bytes) {
    void *block = malloc(bytes);
    if (!block || input->block_count == sizeof input->blocks / sizeof *input->blocks) abort();
    return input->blocks[input->block_count++] = block;
}

static inline void free_blocks(fuzz_input *input) {
    while (input->block_count > 0) free(input->blocks[--input->block_count]);
}

/// Small numbers, drawn from the input and then from a generator of its own: sums of a few hundred of them are nearly exact.
static inline float *floats(fuzz_input *input, size_t count) {
    float *x = block(input, count * sizeof(float));
    uint32_t state = (uint32_t)(count * 2654435761u) | 1;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u + (uint32_t)take(input);
        x[i] = (float)((int32_t)(state >> 24) - 128) / 64;
    }
    return x;
}

/// Ends the process unless the two are the same but for rounding. `size`: what the magnitudes of the summands add up to.
static inline void expect_near(float found, double expected, double size, double tolerance, const char *what, size_t place) {
    if (fabs((double)found - expected) <= tolerance * (size + 1)) return;
    fprintf(stderr, "%s[%zu] is %g, not %g\n", what, place, (double)found, expected);
    abort();
}

#endif
