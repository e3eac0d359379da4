// The matrix product with factors rounded to bfloat16 and sums in 32 bits, where the CPU has AVX512_BF16. Each element of c is one chain of pairs of
// products over k, in order, whatever the block it falls into.
#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__)
#include "bfloat16_pairs.h"

enum {
    DEPTH = 256,      // of k packed together
    TALL = 96,        // rows of a packed together: 48 KiB
    BROAD = 512       // columns of b packed together: 256 KiB
};

// Rows of a as pairs along k: packed[row][pair].
TARGET static void pack_rows(size_t rows, size_t depth, const float *a, size_t a_row, size_t a_column, uint32_t *packed) {
    const size_t pairs = (depth + 1) / 2;
    for (size_t i = 0; i < rows; i++, packed += DEPTH / 2) {
        const float *row = a + i * a_row;
        size_t p = 0;
        if (a_column == 1) {
            for (; 2 * p + 32 <= depth; p += 16)
                _mm512_storeu_si512(
                    packed + p, (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(row + 2 * p + 16), _mm512_loadu_ps(row + 2 * p)));
        }
        for (; p < pairs; p++) {
            const float low = row[2 * p * a_column];
            const float high = 2 * p + 1 < depth ? row[(2 * p + 1) * a_column] : 0;
            const __m128bh two = _mm_cvtne2ps_pbh(_mm_setzero_ps(), _mm_setr_ps(low, high, 0, 0));
            packed[p] = (uint32_t)_mm_cvtsi128_si32((__m128i)two);
        }
    }
}

// Columns of a, which lie side by side (a_row = 1): eight rows' worth of packing would jump, so pairs of columns are interleaved and spread.
TARGET static void pack_columns(size_t rows, size_t depth, const float *a, size_t a_column, uint32_t *packed) {
    for (size_t p = 0; 2 * p < depth; p++) {
        const float *low = a + 2 * p * a_column;
        const float *high = 2 * p + 1 < depth ? low + a_column : NULL;
        uint32_t column[TALL];
        for (size_t i = 0; i < rows; i += LANES) {
            const __mmask16 part = (__mmask16)(rows - i >= LANES ? 0xffff : (1u << (rows - i)) - 1);
            const __m256i l = (__m256i)_mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(part, low + i));
            const __m256i h = high ? (__m256i)_mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(part, high + i)) : _mm256_setzero_si256();
            const __m512i pair = _mm512_or_si512(_mm512_cvtepu16_epi32(l), _mm512_slli_epi32(_mm512_cvtepu16_epi32(h), 16));
            _mm512_mask_storeu_epi32(column + i, part, pair);
        }
        for (size_t i = 0; i < rows; i++) packed[i * (DEPTH / 2) + p] = column[i];
    }
}

static inline __attribute__((always_inline)) TARGET void block(
    const size_t rows, size_t pairs, const uint32_t *a, const uint32_t *b, float *c, size_t ldc, __mmask16 first, __mmask16 second, int accumulate) {
    __m512 sum[ROWS][2];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
        sum[i][0] = accumulate ? _mm512_maskz_loadu_ps(first, c + i * ldc) : _mm512_setzero_ps();
        sum[i][1] = accumulate ? _mm512_maskz_loadu_ps(second, c + i * ldc + LANES) : _mm512_setzero_ps();
    }
    for (size_t p = 0; p < pairs; p++) {
        const __m512bh left_half = (__m512bh)_mm512_loadu_si512(b + p * PANEL);
        const __m512bh right_half = (__m512bh)_mm512_loadu_si512(b + p * PANEL + LANES);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            const __m512bh x = (__m512bh)_mm512_set1_epi32((int)a[i * (DEPTH / 2) + p]);
            sum[i][0] = _mm512_dpbf16_ps(sum[i][0], x, left_half);
            sum[i][1] = _mm512_dpbf16_ps(sum[i][1], x, right_half);
        }
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
        _mm512_mask_storeu_ps(c + i * ldc, first, sum[i][0]);
        _mm512_mask_storeu_ps(c + i * ldc + LANES, second, sum[i][1]);
    }
}

TARGET static void all_rows(
    size_t m, size_t pairs, const uint32_t *a, const uint32_t *b, float *c, size_t ldc, size_t columns, int accumulate) {
    const __mmask16 first = (__mmask16)(columns >= LANES ? 0xffff : (1u << columns) - 1);
    const size_t rest = columns > LANES ? columns - LANES : 0;
    const __mmask16 second = (__mmask16)(rest >= LANES ? 0xffff : (1u << rest) - 1);
    size_t i = 0;
    for (; i + ROWS <= m; i += ROWS) block(ROWS, pairs, a + i * (DEPTH / 2), b, c + i * ldc, ldc, first, second, accumulate);
    for (; i + 4 <= m; i += 4) block(4, pairs, a + i * (DEPTH / 2), b, c + i * ldc, ldc, first, second, accumulate);
    for (; i < m; i++) block(1, pairs, a + i * (DEPTH / 2), b, c + i * ldc, ldc, first, second, accumulate);
}

TARGET static void gemm(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc, int accumulate) {
    _Alignas(64) uint32_t left[TALL * DEPTH / 2];
    _Alignas(64) uint32_t right[BROAD * DEPTH / 2];
    for (size_t start = 0; start < k; start += DEPTH) {
        const size_t depth = k - start < DEPTH ? k - start : DEPTH;
        const int add = accumulate || start > 0;
        for (size_t first = 0; first < n; first += BROAD) {
            const size_t broad = n - first < BROAD ? n - first : BROAD;
            for (size_t j = 0; j < broad; j += PANEL)
                pack_panel(broad - j < PANEL ? broad - j : PANEL, depth, b + start * ldb + first + j, ldb, right + j * (DEPTH / 2));
            for (size_t row = 0; row < m; row += TALL) {
                const size_t tall = m - row < TALL ? m - row : TALL;
                const float *from = a + row * a_row + start * a_column;
                if (a_row == 1 && a_column != 1)
                    pack_columns(tall, depth, from, a_column, left);
                else
                    pack_rows(tall, depth, from, a_row, a_column, left);
                for (size_t j = 0; j < broad; j += PANEL)
                    all_rows(
                        tall, (depth + 1) / 2, left, right + j * (DEPTH / 2), c + row * ldc + first + j, ldc, broad - j < PANEL ? broad - j : PANEL, add);
            }
        }
    }
}
#endif

int learnd_has_bfloat16(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512bf16");
#else
    return 0;
#endif
}

void learnd_gemm_bfloat16(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc, int accumulate) {
#if defined(__x86_64__)
    if (k > 0 && learnd_has_bfloat16()) {
        gemm(m, n, k, a, a_row, a_column, b, ldb, c, ldc, accumulate);
        return;
    }
#endif
    learnd_gemm(m, n, k, a, a_row, a_column, b, ldb, c, ldc, accumulate);
}
