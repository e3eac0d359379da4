// What products of pairs of bfloat16 have in common: how a right factor lies in a panel. For CPUs with AVX512_BF16.
#ifndef LEARND_BFLOAT16_PAIRS_H
#define LEARND_BFLOAT16_PAIRS_H

#include <immintrin.h>

#include "CKernels.h"

#define TARGET __attribute__((target("arch=x86-64-v4,avx512bf16")))

enum {
    LANES = 16,
    ROWS = 12,           // of a in a block
    PANEL = LEARND_PANEL // columns of b in a block: two registers
};

// A panel of b's columns as pairs along k: packed[pair][column], columns beyond the last as 0.
TARGET static inline void pack_panel(size_t columns, size_t depth, const float *b, size_t ldb, uint32_t *packed) {
    for (size_t p = 0; 2 * p < depth; p++, packed += PANEL) {
        for (size_t j = 0; j < PANEL; j += LANES) {
            const size_t left = columns > j ? columns - j : 0;
            const __mmask16 part = (__mmask16)(left >= LANES ? 0xffff : (1u << left) - 1);
            const __m512 low = _mm512_maskz_loadu_ps(part, b + 2 * p * ldb + j);
            const __m512 high = 2 * p + 1 < depth ? _mm512_maskz_loadu_ps(part, b + (2 * p + 1) * ldb + j) : _mm512_setzero_ps();
            const __m512i l = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(low));
            const __m512i h = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(high));
            _mm512_storeu_si512(packed + j, _mm512_or_si512(l, _mm512_slli_epi32(h, 16)));
        }
    }
}

#endif
