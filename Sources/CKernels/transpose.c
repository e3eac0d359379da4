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

// Tiles of 16 × 16 in registers: pairs of rows, then pairs of pairs, then quarters.
__attribute__((target("arch=x86-64-v4"))) static void tile_v4(const float *in, size_t ldin, float *out, size_t ldout) {
    __m512 r[16], t[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) r[i] = _mm512_loadu_ps(in + (size_t)i * ldin);
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
    for (int i = 0; i < 8; i++) {
        _mm512_storeu_ps(out + (size_t)i * ldout, _mm512_shuffle_f32x4(t[i], t[i + 8], 0x88));
        _mm512_storeu_ps(out + (size_t)(i + 8) * ldout, _mm512_shuffle_f32x4(t[i], t[i + 8], 0xdd));
    }
}
#endif

void learnd_transpose(size_t rows, size_t columns, const float *in, float *out) {
    size_t whole_rows = 0;
    size_t whole_columns = 0;
#if defined(__x86_64__)
    if (learnd_best_instructions() == LEARND_AVX512) {
        whole_rows = rows / TILE * TILE;
        whole_columns = columns / TILE * TILE;
        for (size_t j = 0; j < whole_columns; j += TILE) {
            for (size_t i = 0; i < whole_rows; i += TILE) tile_v4(in + i * columns + j, columns, out + j * rows + i, rows);
        }
    }
#endif
    transpose_any(whole_rows, columns - whole_columns, in + whole_columns, columns, out + whole_columns * rows, rows);
    transpose_any(rows - whole_rows, columns, in + whole_rows * columns, columns, out + whole_rows, rows);
}
