// Products by a matrix that was rounded to bfloat16 once and lies in panels.
#include <string.h>

#include "CKernels.h"
#include "clones.h"

enum { PANEL = LEARND_PANEL };

size_t learnd_bfloat16_pairs(size_t k, size_t n) { return (k + 1) / 2 * n; }

// The upper half of the nearest 32-bit float whose lower half is 0, ties to even; NaN stays NaN.
static inline uint32_t rounded(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    const uint32_t nearest = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
    return (bits & 0x7fffffff) > 0x7f800000 ? bits >> 16 | 0x40 : nearest;
}

LEARND_CLONES
void learnd_bfloat16_pack_panels(size_t k, size_t n, const float *panels, uint32_t *pairs) {
    for (size_t first = 0; first < n; first += PANEL, panels += k * PANEL) {
        for (size_t row = 0; row < k; row += 2, pairs += PANEL) {
            const float *even = panels + row * PANEL;
            const int isWhole = row + 1 < k;
            for (size_t j = 0; j < PANEL; j++) pairs[j] = rounded(even[j]);
            for (size_t j = 0; isWhole && j < PANEL; j++) pairs[j] |= rounded(even[PANEL + j]) << 16;
        }
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("arch=x86-64-v4,avx512bf16")))

enum {
    LANES = 16,
    ROWS = 12,        // of a in a block
    DEPTH = 192,      // pairs of a panel that are gone through at once
    STEPS = 4         // pairs between two steps of the pointers
};

#define OPAQUE(pointer) __asm__("" : "+r"(pointer))

// Rows of a as pairs, (k + 1) / 2 a row.
TARGET static void pair_rows(size_t rows, size_t k, const float *a, size_t lda, uint32_t *pairs) {
    for (size_t i = 0; i < rows; i++, a += lda) {
        for (size_t first = 0; first < k; first += 2 * LANES) {
            const size_t left = k - first < 2 * LANES ? k - first : 2 * LANES;
            const __mmask16 low = (__mmask16)(left >= LANES ? 0xffff : (1u << left) - 1);
            const __mmask16 high = (__mmask16)(left > LANES ? (1u << (left - LANES)) - 1 : 0);
            const __m512bh both = _mm512_cvtne2ps_pbh(_mm512_maskz_loadu_ps(high, a + first + LANES), _mm512_maskz_loadu_ps(low, a + first));
            _mm512_mask_storeu_epi32(pairs, (__mmask16)((1u << (left + 1) / 2) - 1), (__m512i)both);
            pairs += (left + 1) / 2;
        }
    }
}

// `share`: bytes a pair of rows, from `next` on, that are asked for into the second-level cache.
static inline __attribute__((always_inline)) TARGET void paired_block(
    const size_t rows, size_t depth, const uint32_t *a, size_t lda, const uint32_t *b, float *c, size_t ldc, int accumulate, const float *bias,
    const char *next, size_t share) {
    __m512 sum[ROWS][2];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < 2; v++) sum[i][v] = accumulate ? _mm512_loadu_ps(c + i * ldc + v * LANES) : _mm512_setzero_ps();
    }
    const uint32_t *left[(ROWS + 3) / 4];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i += 4) left[i / 4] = a + i * lda;
    const size_t thrice = 3 * lda;
#define STEP(step)                                                                                                                                   \
    const __m512bh first = (__m512bh)_mm512_loadu_si512(b + (step) * PANEL), second = (__m512bh)_mm512_loadu_si512(b + (step) * PANEL + LANES);      \
    _Pragma("clang loop unroll(full)") for (size_t i = 0; i < rows; i++) {                                                                           \
        const __m512bh x = (__m512bh)_mm512_set1_epi32((int)left[i / 4][(i % 4 == 3 ? thrice : i % 4 * lda) + (step)]);                              \
        sum[i][0] = _mm512_dpbf16_ps(sum[i][0], x, first);                                                                                           \
        sum[i][1] = _mm512_dpbf16_ps(sum[i][1], x, second);                                                                                          \
    }
    size_t k = 0;
    for (; k + STEPS <= depth; k += STEPS) {
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i += 4) OPAQUE(left[i / 4]);
        OPAQUE(b);
#pragma clang loop unroll(full)
        for (size_t step = 0; step < STEPS; step++) {
            __builtin_prefetch(next, 0, 2);
            next += share;
            STEP(step)
        }
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i += 4) left[i / 4] += STEPS;
        b += STEPS * PANEL;
    }
    for (; k < depth; k++, b += PANEL) {
        STEP(0)
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i += 4) left[i / 4]++;
    }
#undef STEP
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < 2; v++) {
            if (bias) sum[i][v] = _mm512_add_ps(sum[i][v], _mm512_loadu_ps(bias + v * LANES));
            _mm512_storeu_ps(c + i * ldc + v * LANES, sum[i][v]);
        }
    }
}

#define BLOCK_OF(rows)                                                                                                                               \
    case rows: paired_block(rows, depth, a, lda, b, c, ldc, accumulate, bias, next, share); break
TARGET static void paired_rows(
    size_t rows, size_t depth, const uint32_t *a, size_t lda, const uint32_t *b, float *c, size_t ldc, int accumulate, const float *bias,
    const char *next, size_t share) {
    switch (rows) {
        BLOCK_OF(1);
        BLOCK_OF(2);
        BLOCK_OF(3);
        BLOCK_OF(4);
        BLOCK_OF(5);
        BLOCK_OF(6);
        BLOCK_OF(7);
        BLOCK_OF(8);
        BLOCK_OF(9);
        BLOCK_OF(10);
        BLOCK_OF(11);
        BLOCK_OF(12);
    default: break;
    }
}
#undef BLOCK_OF

// Each panel against all rows of a, while the next one comes from memory: see gemm_panels.h.
TARGET static void paired_panels(
    size_t m, size_t n, size_t pairs, const uint32_t *a, const uint32_t *panels, const float *bias, float *c, size_t ldc) {
    const size_t most = m <= 2 * ROWS ? pairs : DEPTH;
    for (size_t first = 0; first < n; first += PANEL) {
        for (size_t start = 0; start < pairs; start += most) {
            const size_t depth = pairs - start < most ? pairs - start : most;
            const uint32_t *b = panels + first * pairs + start * PANEL;
            const char *next = (const char *)(b + (m <= ROWS ? most / 2 : depth) * PANEL);
            size_t row = 0;
            while (row < m) {
                const size_t left = m - row;
                const size_t rows = left >= 2 * ROWS - 1 || left == ROWS ? ROWS : left > ROWS ? (left + 1) / 2 : left;
                const size_t share = PANEL * sizeof(uint32_t) * rows / m;
                paired_rows(
                    rows, depth, a + row * pairs + start, pairs, b, c + row * ldc + first, ldc, start > 0,
                    bias && start + depth == pairs ? bias + first : 0, next, share);
                next += share * depth;
                row += rows;
            }
        }
    }
}
#endif

void learnd_gemm_paired_panels(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const uint32_t *pairs, const float *bias, float *c, size_t ldc, uint32_t *scratch) {
#if defined(__x86_64__)
    pair_rows(m, k, a, lda, scratch);
    paired_panels(m, n, (k + 1) / 2, scratch, pairs, bias, c, ldc);
#else
    (void)m, (void)n, (void)k, (void)a, (void)lda, (void)pairs, (void)bias, (void)c, (void)ldc, (void)scratch;
    __builtin_trap();
#endif
}

int learnd_multiplies_pairs(void) {
#if defined(__x86_64__)
    return learnd_has_bfloat16() && !__builtin_cpu_is("intel");
#else
    return 0;
#endif
}

void learnd_gemm_bfloat16_panels(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const uint32_t *pairs, const float *bias, float *c, size_t ldc, uint32_t *scratch) {
    if (learnd_multiplies_pairs())
        learnd_gemm_paired_panels(m, n, k, a, lda, pairs, bias, c, ldc, scratch);
    else
        learnd_gemm_widened_panels_with(learnd_best_instructions(), m, n, k, a, lda, pairs, bias, c, ldc);
}
