#include "CKernels.h"
#include "clones.h"

enum { TILE = 16 };

LEARND_CLONES
static void transpose_any(size_t rows, size_t columns, const float *in, size_t ldin, float *out, size_t ldout) {
    for (size_t i0 = 0; i0 < rows; i0 += TILE) {
        for (size_t j0 = 0; j0 < columns; j0 += TILE) {
            const size_t i1 = i0 + TILE < rows ? i0 + TILE : rows;
            const size_t j1 = j0 + TILE < columns ? j0 + TILE : columns;
            for (size_t j = j0; j < j1; j++) {
                for (size_t i = i0; i < i1; i++) out[j * ldout + i] = in[i * ldin + j];
            }
        }
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

// Tiles of 16 × 16 in registers: pairs of rows, then pairs of pairs, then quarters. Of a smaller one the rest is neither read nor written.
__attribute__((target("arch=x86-64-v4"), always_inline)) static inline void tile_v4(
    const size_t rows, const size_t columns, const float *in, size_t ldin, float *out, size_t ldout) {
    const __mmask16 read = (__mmask16)((1u << columns) - 1), written = (__mmask16)((1u << rows) - 1);
    __m512 r[TILE], t[TILE];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < TILE; i++) r[i] = i < rows ? _mm512_maskz_loadu_ps(read, in + i * ldin) : _mm512_setzero_ps();
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i += 2) {
        t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i += 4) {
        r[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(t[i]), _mm512_castps_pd(t[i + 2])));
        r[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(t[i]), _mm512_castps_pd(t[i + 2])));
        r[i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(t[i + 1]), _mm512_castps_pd(t[i + 3])));
        r[i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(t[i + 1]), _mm512_castps_pd(t[i + 3])));
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        t[i] = _mm512_shuffle_f32x4(r[i], r[i + 4], 0x88);
        t[i + 4] = _mm512_shuffle_f32x4(r[i], r[i + 4], 0xdd);
        t[i + 8] = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0x88);
        t[i + 12] = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0xdd);
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 8; i++) {
        if (i < columns) _mm512_mask_storeu_ps(out + i * ldout, written, _mm512_shuffle_f32x4(t[i], t[i + 8], 0x88));
        if (i + 8 < columns) _mm512_mask_storeu_ps(out + (i + 8) * ldout, written, _mm512_shuffle_f32x4(t[i], t[i + 8], 0xdd));
    }
}

__attribute__((target("arch=x86-64-v4"))) static void transpose_v4(
    size_t rows, size_t columns, const float *in, size_t ldin, float *out, size_t ldout) {
    for (size_t j = 0; j < columns; j += TILE) {
        for (size_t i = 0; i < rows; i += TILE) {
            const size_t down = rows - i, across = columns - j;
            const float *from = in + i * ldin + j;
            float *to = out + j * ldout + i;
            if (down >= TILE && across >= TILE)
                tile_v4(TILE, TILE, from, ldin, to, ldout);
            else
                tile_v4(down < TILE ? down : TILE, across < TILE ? across : TILE, from, ldin, to, ldout);
        }
    }
}
#endif

void learnd_transpose_strided(size_t rows, size_t columns, const float *in, size_t ldin, float *out, size_t ldout) {
#if defined(__x86_64__)
    if (learnd_best_instructions() == LEARND_AVX512) {
        transpose_v4(rows, columns, in, ldin, out, ldout);
        return;
    }
#endif
    transpose_any(rows, columns, in, ldin, out, ldout);
}

void learnd_transpose(size_t rows, size_t columns, const float *in, float *out) {
    learnd_transpose_strided(rows, columns, in, columns, out, rows);
}

// Square by square, each of which lies together in both. What comes next in both is asked for meanwhile: in one of them the squares lie far apart.
void learnd_transpose_panels(size_t k, size_t n, const float *x, float *y) {
    enum { SQUARE = LEARND_PANEL * LEARND_PANEL };
    const size_t down = k / LEARND_PANEL, across = n / LEARND_PANEL;
    for (size_t column = 0; column < across; column++) {
        for (size_t row = 0; row < down; row++) {
            const float *from = x + (column * down + row) * SQUARE;
            float *to = y + (row * across + column) * SQUARE;
            const size_t next = row + 1 < down ? row + 1 : 0;
            const float *then = y + (next * across + column + (next == 0)) * SQUARE;
            for (size_t line = 0; line < SQUARE; line += 16) {
                __builtin_prefetch(from + SQUARE + line, 0, 3);
                __builtin_prefetch(then + line, 1, 3);
            }
            learnd_transpose_strided(LEARND_PANEL, LEARND_PANEL, from, LEARND_PANEL, to, LEARND_PANEL);
        }
    }
}
