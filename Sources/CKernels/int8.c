// The matrix product with weights in 8 bits, for serving: c = ((a − 128) · w) · scales, with a as bytes 128 above their value and sums in 32-bit whole
// numbers, which are exact. With AVX512_VNNI four products a lane and instruction; elsewhere a plain loop with the same result.
#include <float.h>
#include <math.h>
#include <string.h>

#include "clones.h"
#include "CKernels.h"

enum { LANES = 16, PANEL = 32, ROWS = 12, QUAD = 4 };

static size_t quads_of(size_t k) { return (k + QUAD - 1) / QUAD; }
static size_t panels_of(size_t n) { return (n + PANEL - 1) / PANEL; }

size_t learnd_int8_bytes(size_t k, size_t n) { return panels_of(n) * PANEL * quads_of(k) * QUAD; }
size_t learnd_int8_columns(size_t n) { return panels_of(n) * PANEL; }

// 127 / most; 0 where that is no finite number: what is so small is nothing.
static inline float inverse_of(float most) { return most >= 127 / FLT_MAX ? 127 / most : 0; }

void learnd_int8_pack(size_t k, size_t n, const float *w, int8_t *packed, float *scales, int32_t *offsets) {
    const size_t quads = quads_of(k);
    memset(packed, 0, learnd_int8_bytes(k, n));
    for (size_t j = 0; j < learnd_int8_columns(n); j++) {
        float most = 0;
        for (size_t p = 0; p < k && j < n; p++) most = fmaxf(most, fabsf(w[p * n + j]));
        scales[j] = most / 127;
        offsets[j] = 0;
        const float inverse = inverse_of(most);
        int8_t *column = packed + j / PANEL * PANEL * quads * QUAD + j % PANEL * QUAD;
        for (size_t p = 0; p < k && j < n; p++) {
            const int8_t value = (int8_t)lrintf(w[p * n + j] * inverse);
            column[p / QUAD * PANEL * QUAD + p % QUAD] = value;
            offsets[j] += 128 * value;
        }
    }
}

LEARND_CLONES
float learnd_int8_quantize(size_t count, const float *x, uint8_t *bytes) {
    float most = 0;
    int numbers = 1;
    for (size_t i = 0; i < count; i++) {
        most = fabsf(x[i]) > most ? fabsf(x[i]) : most;
        numbers &= fabsf(x[i]) < INFINITY;
    }
    if (!numbers) {
        // What is no number makes the row's outputs none: the scale carries it.
        memset(bytes, 128, count);
        return NAN;
    }
    const float inverse = inverse_of(most);
    // Adding 1.5·2²³ rounds to a whole number, to the nearest even one; 128 more makes it a byte.
    for (size_t i = 0; i < count; i++) bytes[i] = (uint8_t)(int32_t)((x[i] * inverse + 12582912.0f) - 12582912.0f + 128);
    return most / 127;
}

#if defined(__x86_64__)
#include <immintrin.h>
#define TARGET __attribute__((target("arch=x86-64-v4,avx512vnni")))

static inline __attribute__((always_inline)) TARGET void block(
    const size_t rows, size_t quads, const uint8_t *a, size_t lda, const int8_t *w, const float *row_scales, const float *scales,
    const int32_t *offsets, const float *bias, int relu, float *c, size_t ldc, size_t columns) {
    __m512i sum[ROWS][2];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) sum[i][0] = sum[i][1] = _mm512_setzero_si512();
    for (size_t q = 0; q < quads; q++) {
        const __m512i left = _mm512_loadu_si512(w + q * PANEL * QUAD), right = _mm512_loadu_si512(w + q * PANEL * QUAD + LANES * QUAD);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            int32_t four;
            memcpy(&four, a + i * lda + q * QUAD, sizeof four);
            const __m512i x = _mm512_set1_epi32(four);
            sum[i][0] = _mm512_dpbusd_epi32(sum[i][0], x, left);
            sum[i][1] = _mm512_dpbusd_epi32(sum[i][1], x, right);
        }
    }
#pragma clang loop unroll(full)
    for (size_t v = 0; v < 2; v++) {
        if (columns <= v * LANES) break;
        const size_t left = columns - v * LANES;
        const __mmask16 part = (__mmask16)(left >= LANES ? 0xffff : (1u << left) - 1);
        const __m512 scale = _mm512_loadu_ps(scales + v * LANES);
        const __m512i offset = _mm512_loadu_si512(offsets + v * LANES);
        const __m512 add = bias ? _mm512_maskz_loadu_ps(part, bias + v * LANES) : _mm512_setzero_ps();
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            __m512 value = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_sub_epi32(sum[i][v], offset)), _mm512_mul_ps(scale, _mm512_set1_ps(row_scales[i])));
            value = _mm512_add_ps(value, add);
            // In this order NaN stays.
            if (relu) value = _mm512_max_ps(_mm512_setzero_ps(), value);
            _mm512_mask_storeu_ps(c + i * ldc + v * LANES, part, value);
        }
    }
}

TARGET static void vnni(
    size_t m, size_t n, size_t k, const uint8_t *a, size_t lda, const int8_t *packed, const float *row_scales, const float *scales,
    const int32_t *offsets, const float *bias, int relu, float *c, size_t ldc) {
    const size_t quads = quads_of(k);
    for (size_t j = 0; j < n; j += PANEL) {
        const int8_t *w = packed + j * quads * QUAD;
        const float *add = bias ? bias + j : NULL;
        size_t i = 0;
#define ROWS_OF(count) \
    block(count, quads, a + i * lda, lda, w, row_scales + i, scales + j, offsets + j, add, relu, c + i * ldc + j, ldc, n - j < PANEL ? n - j : PANEL)
        for (; i + ROWS <= m; i += ROWS) ROWS_OF(ROWS);
        for (; i + 4 <= m; i += 4) ROWS_OF(4);
        for (; i < m; i++) ROWS_OF(1);
#undef ROWS_OF
    }
}
#endif

int learnd_has_int8(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vnni");
#else
    return 0;
#endif
}

void learnd_int8_multiply(
    size_t m, size_t n, size_t k, const uint8_t *a, size_t lda, const int8_t *packed, const float *row_scales, const float *scales,
    const int32_t *offsets, const float *bias, int relu, float *c, size_t ldc) {
#if defined(__x86_64__)
    if (learnd_has_int8()) {
        vnni(m, n, k, a, lda, packed, row_scales, scales, offsets, bias, relu, c, ldc);
        return;
    }
#endif
    learnd_int8_multiply_plain(m, n, k, a, lda, packed, row_scales, scales, offsets, bias, relu, c, ldc);
}

void learnd_int8_multiply_plain(
    size_t m, size_t n, size_t k, const uint8_t *a, size_t lda, const int8_t *packed, const float *row_scales, const float *scales,
    const int32_t *offsets, const float *bias, int relu, float *c, size_t ldc) {
    const size_t quads = quads_of(k);
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < n; j++) {
            const int8_t *column = packed + j / PANEL * PANEL * quads * QUAD + j % PANEL * QUAD;
            int32_t sum = 0;
            for (size_t p = 0; p < k; p++) sum += (int32_t)a[i * lda + p] * column[p / QUAD * PANEL * QUAD + p % QUAD];
            float value = (float)(sum - offsets[j]) * (scales[j] * row_scales[i]);
            if (bias) value += bias[j];
            c[i * ldc + j] = relu && value < 0 ? 0 : value;
        }
    }
}

void learnd_int8_patches(const learnd_convolution *c, const uint8_t *x, size_t group, size_t first, size_t last, size_t ldp, uint8_t *patches) {
    const size_t channels = c->channels / c->groups;
    for (size_t oy = first; oy < last; oy++) {
        for (size_t ox = 0; ox < c->out_width; ox++, patches += ldp) {
            uint8_t *to = patches;
            for (size_t ky = 0; ky < c->kernel_height; ky++) {
                const ptrdiff_t iy = (ptrdiff_t)(oy * c->stride + ky) - (ptrdiff_t)c->padding;
                for (size_t kx = 0; kx < c->kernel_width; kx++, to += channels) {
                    const ptrdiff_t ix = (ptrdiff_t)(ox * c->stride + kx) - (ptrdiff_t)c->padding;
                    if (iy < 0 || iy >= (ptrdiff_t)c->height || ix < 0 || ix >= (ptrdiff_t)c->width)
                        memset(to, 128, channels);
                    else
                        memcpy(to, x + ((size_t)iy * c->width + (size_t)ix) * c->channels + group * channels, channels);
                }
            }
        }
    }
}
