// Products by a matrix that was rounded to bfloat16 once and lies in panels.
#include <string.h>

#include "CKernels.h"
#include "clones.h"

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
    for (size_t first = 0; first < n; first += LEARND_PANEL, panels += k * LEARND_PANEL) {
        for (size_t row = 0; row < k; row += 2, pairs += LEARND_PANEL) {
            const float *even = panels + row * LEARND_PANEL;
            const int isWhole = row + 1 < k;
            for (size_t j = 0; j < LEARND_PANEL; j++) pairs[j] = rounded(even[j]);
            for (size_t j = 0; isWhole && j < LEARND_PANEL; j++) pairs[j] |= rounded(even[LEARND_PANEL + j]) << 16;
        }
    }
}

// Square by square: rows of it as pairs, which are then turned.
LEARND_CLONES
void learnd_bfloat16_pack_transposed_panels(size_t k, size_t n, const float *panels, uint32_t *pairs) {
    enum { SIDE = LEARND_PANEL };
    float rows[SIDE * SIDE / 2];
    for (size_t column = 0; column < n; column += SIDE) {
        for (size_t row = 0; row < k; row += SIDE) {
            const float *square = panels + column * k + row * SIDE;
            for (size_t i = 0; i < SIDE * SIDE / 2; i++) {
                const uint32_t pair = rounded(square[2 * i]) | rounded(square[2 * i + 1]) << 16;
                memcpy(rows + i, &pair, sizeof pair);
            }
            learnd_transpose_strided(SIDE, SIDE / 2, rows, SIDE / 2, (float *)pairs + row * (n / 2) + column / 2 * SIDE, SIDE);
        }
    }
}

#if defined(__x86_64__)
#include "bfloat16_pairs.h"

enum {
    DEPTH = 192,           // pairs of a panel that are gone through at once
    STEPS = 4,             // pairs between two steps of the pointers
    GRADIENT_ROWS = 192,   // columns of a that are copied together, of so many pairs of rows, for so many panels
    GRADIENT_PAIRS = 64,
    GRADIENT_PANELS = 12
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

// As gradient_block in gemm_panels.h, a step being a pair of rows.
TARGET static void gradient_block(size_t rows, size_t depth, const uint32_t *a, const uint32_t *b, float *c, int accumulate) {
    __m512 sum[ROWS][2];
    for (size_t line = 0; line < ROWS * PANEL; line += LANES) __builtin_prefetch(c + ROWS * PANEL + line, 1, 3);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < ROWS; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < 2; v++) sum[i][v] = accumulate && i < rows ? _mm512_loadu_ps(c + i * PANEL + v * LANES) : _mm512_setzero_ps();
    }
    for (size_t k = 0; k < depth; k++, a += ROWS, b += PANEL) {
        const __m512bh first = (__m512bh)_mm512_loadu_si512(b), second = (__m512bh)_mm512_loadu_si512(b + LANES);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < ROWS; i++) {
            const __m512bh x = (__m512bh)_mm512_set1_epi32((int)a[i]);
            sum[i][0] = _mm512_dpbf16_ps(sum[i][0], x, first);
            sum[i][1] = _mm512_dpbf16_ps(sum[i][1], x, second);
        }
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < ROWS; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < 2; v++) {
            if (i < rows) _mm512_storeu_ps(c + i * PANEL + v * LANES, sum[i][v]);
        }
    }
}

// `columns` of a as pairs of `depth` rows, ROWS side by side: blocks of [pairs, ROWS], GRADIENT_PAIRS steps apart, what a lacks as 0.
TARGET static void pair_columns(size_t columns, size_t depth, const float *a, size_t lda, uint32_t *packed) {
    for (size_t row = 0; row < depth; row += 2, packed += ROWS) {
        const float *low = a + row * lda, *high = low + lda;
        for (size_t first = 0; first < columns; first += ROWS) {
            const size_t own = columns - first < ROWS ? columns - first : ROWS;
            const __mmask16 part = (__mmask16)((1u << own) - 1);
            const __m256i l = (__m256i)_mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(part, low + first));
            const __m256i h =
                row + 1 < depth ? (__m256i)_mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(part, high + first)) : _mm256_setzero_si256();
            const __m512i pair = _mm512_or_si512(_mm512_cvtepu16_epi32(l), _mm512_slli_epi32(_mm512_cvtepu16_epi32(h), 16));
            _mm512_mask_storeu_epi32(packed + first * GRADIENT_PAIRS, (__mmask16)((1u << ROWS) - 1), pair);
        }
    }
}

// As panel_gradient in gemm_panels.h.
TARGET static void paired_gradient(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c) {
    _Alignas(64) uint32_t columns[GRADIENT_ROWS * GRADIENT_PAIRS], packed[GRADIENT_PANELS * PANEL * GRADIENT_PAIRS];
    for (size_t first = 0; first < n; first += GRADIENT_PANELS * PANEL) {
        const size_t across = n - first < GRADIENT_PANELS * PANEL ? n - first : GRADIENT_PANELS * PANEL;
        for (size_t start = 0; start < k; start += 2 * GRADIENT_PAIRS) {
            const size_t depth = k - start < 2 * GRADIENT_PAIRS ? k - start : 2 * GRADIENT_PAIRS;
            for (size_t p = 0; p < across; p += PANEL) pack_panel(PANEL, depth, b + start * ldb + first + p, ldb, packed + p * GRADIENT_PAIRS);
            for (size_t group = 0; group < m; group += GRADIENT_ROWS) {
                const size_t all = m - group < GRADIENT_ROWS ? m - group : GRADIENT_ROWS;
                pair_columns(all, depth, a + start * lda + group, lda, columns);
                for (size_t p = 0; p < across; p += PANEL) {
                    float *to = c + (first + p) * m + group * PANEL;
                    for (size_t row = 0; row < all; row += ROWS)
                        gradient_block(
                            all - row < ROWS ? all - row : ROWS, (depth + 1) / 2, columns + row * GRADIENT_PAIRS, packed + p * GRADIENT_PAIRS,
                            to + row * PANEL, start > 0);
                }
            }
        }
    }
}
#endif

void learnd_gemm_paired_gradient(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c) {
#if defined(__x86_64__)
    paired_gradient(m, n, k, a, lda, b, ldb, c);
#else
    (void)m, (void)n, (void)k, (void)a, (void)lda, (void)b, (void)ldb, (void)c;
    __builtin_trap();
#endif
}

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
