#include <string.h>

#include "CKernels.h"

// A product and the sum it goes into are rounded once, where the CPU can.
#pragma clang fp contract(fast)

enum {
    DEPTH = 256,      // rows of b in a packed panel: with 16 lanes 32 KiB, the first-level cache
    WIDE = 8,         // registers of b across, where a has few rows
    PACKED_ROWS = 48, // rows of a from which on copying b's panels together pays
    THIN = 12,        // columns of b up to which a product is better made the other way round
    TURNED = 96,      // columns of a product that is made the other way round
    PANEL_DEPTH = 384, // rows of a panel of its own that are gone through at once
    PANEL_AHEAD = 128, // and how many rows before they are needed they are asked for where one block is all there is
    PANEL_STEPS = 4,   // rows of a panel between two steps of a's pointers
    PANEL_CHUNK = 256 * 1024, // floats of a, 1 MiB, that stay in the second-level cache while panels go by
    NEAR = 8192,       // floats of b that stay in the first-level cache beside a block of a's rows
    GRADIENT_ROWS = 384, // rows and columns of a tile of a gradient
    GRADIENT_COLUMNS = 384,
    LINE = 16            // floats of a cache line
};

// Keeps the compiler from computing a pointer out of another.
#define LEARND_OPAQUE(pointer) __asm__("" : "+r"(pointer))

// What follows a finished sum: bias, one for each of b's columns (NULL: none), and ReLU.
typedef struct {
    const float *bias;
    int relu;
} epilogue;

#if defined(__x86_64__)
#include <immintrin.h>

#define NAME(x) x##_v4
#define TARGET __attribute__((target("arch=x86-64-v4")))
#define LANES 16
#define ROWS 12
static inline TARGET __m512 load_part_v4(const float *from, size_t count) { return _mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from); }
static inline TARGET void store_part_v4(float *to, __m512 lanes, size_t count) { _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), lanes); }
#include "gemm_loops.h"
#include "gemm_panels.h"
#include "gemm_gradient.h"
#include "bfloat16_panels.h"
#undef NAME
#undef TARGET
#undef LANES
#undef ROWS

#define NAME(x) x##_v3
#define TARGET __attribute__((target("arch=x86-64-v3")))
#define LANES 8
#define ROWS 6
static const int32_t first_lanes[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
static inline TARGET __m256 load_part_v3(const float *from, size_t count) {
    return _mm256_maskload_ps(from, _mm256_loadu_si256((const __m256i_u *)(first_lanes + 8 - count)));
}
static inline TARGET void store_part_v3(float *to, __m256 lanes, size_t count) {
    _mm256_maskstore_ps(to, _mm256_loadu_si256((const __m256i_u *)(first_lanes + 8 - count)), lanes);
}
#include "gemm_loops.h"
#include "gemm_panels.h"
#include "gemm_gradient.h"
#include "bfloat16_panels.h"
#undef NAME
#undef TARGET
#undef LANES
#undef ROWS
#endif

// What every x86-64 and arm64 CPU has.
#define NAME(x) x##_base
#define TARGET
#define LANES 4
#define ROWS 6
typedef float four __attribute__((vector_size(16), aligned(4)));
static inline four load_part_base(const float *from, size_t count) {
    four lanes = {0};
    for (size_t j = 0; j < count; j++) lanes[j] = from[j];
    return lanes;
}
static inline void store_part_base(float *to, four lanes, size_t count) {
    for (size_t j = 0; j < count; j++) to[j] = lanes[j];
}
#include "gemm_loops.h"
#include "gemm_panels.h"
#include "gemm_gradient.h"
#include "bfloat16_panels.h"

int learnd_best_instructions(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("x86-64-v4")) return LEARND_AVX512;
    if (__builtin_cpu_supports("x86-64-v3")) return LEARND_AVX2;
#endif
    return LEARND_BASE;
}

static void run(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc,
    int accumulate, epilogue end) {
#if defined(__x86_64__)
    if (instructions == LEARND_AVX512) {
        gemm_v4(m, n, k, a, a_row, a_column, b, ldb, c, ldc, accumulate, end);
        return;
    }
    if (instructions == LEARND_AVX2) {
        gemm_v3(m, n, k, a, a_row, a_column, b, ldb, c, ldc, accumulate, end);
        return;
    }
#endif
    (void)instructions;
    gemm_base(m, n, k, a, a_row, a_column, b, ldb, c, ldc, accumulate, end);
}

// A product of few columns leaves most of a register empty. Where a's columns lie together it is made the other way round, some columns of
// cᵀ = bᵀ · aᵀ at a time, with the same chain for each element.
static void run_turned(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc) {
    float turned[THIN * TURNED];
    for (size_t first = 0; first < m; first += TURNED) {
        const size_t columns = m - first < TURNED ? m - first : TURNED;
        run(instructions, n, columns, k, b, 1, ldb, a + first, a_column, turned, TURNED, 0, (epilogue){0, 0});
        learnd_transpose_strided(n, columns, turned, TURNED, c + first * ldc, ldc);
    }
}

void learnd_gemm_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc,
    int accumulate) {
    if (k == 0) {
        for (size_t i = 0; i < m && !accumulate; i++) memset(c + i * ldc, 0, n * sizeof(float));
        return;
    }
    if (n <= THIN && m >= TURNED / 2 && a_row == 1 && !accumulate)
        run_turned(instructions, m, n, k, a, a_column, b, ldb, c, ldc);
    else
        run(instructions, m, n, k, a, a_row, a_column, b, ldb, c, ldc, accumulate, (epilogue){0, 0});
}

void learnd_gemm(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc, int accumulate) {
    learnd_gemm_with(learnd_best_instructions(), m, n, k, a, a_row, a_column, b, ldb, c, ldc, accumulate);
}

void learnd_gemm_bias_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, const float *bias,
    int relu, float *c, size_t ldc) {
    run(instructions, m, n, k, a, a_row, a_column, b, ldb, c, ldc, 0, (epilogue){bias, relu});
}

void learnd_gemm_bias(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, const float *bias, int relu, float *c,
    size_t ldc) {
    learnd_gemm_bias_with(learnd_best_instructions(), m, n, k, a, a_row, a_column, b, ldb, bias, relu, c, ldc);
}

static void run_panels(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc,
    int scaled) {
#if defined(__x86_64__)
    if (instructions == LEARND_AVX512) {
        gemm_panels_v4(m, n, k, a, lda, panels, bias, c, ldc, scaled);
        return;
    }
    if (instructions == LEARND_AVX2) {
        gemm_panels_v3(m, n, k, a, lda, panels, bias, c, ldc, scaled);
        return;
    }
#endif
    (void)instructions;
    gemm_panels_base(m, n, k, a, lda, panels, bias, c, ldc, scaled);
}

void learnd_gemm_panels_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc) {
    run_panels(instructions, m, n, k, a, lda, panels, bias, c, ldc, 0);
}

void learnd_gemm_panels(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc) {
    run_panels(learnd_best_instructions(), m, n, k, a, lda, panels, bias, c, ldc, 0);
}

void learnd_gemm_panels_scaled_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, float *c, size_t ldc) {
    run_panels(instructions, m, n, k, a, lda, panels, 0, c, ldc, 1);
}

void learnd_gemm_panels_scaled(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, float *c, size_t ldc) {
    run_panels(learnd_best_instructions(), m, n, k, a, lda, panels, 0, c, ldc, 1);
}

void learnd_gemm_widened_panels_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t lda, const uint32_t *panels, const float *bias, float *c, size_t ldc) {
#if defined(__x86_64__)
    if (instructions == LEARND_AVX512) {
        widened_panels_v4(m, n, k, a, lda, panels, bias, c, ldc);
        return;
    }
    if (instructions == LEARND_AVX2) {
        widened_panels_v3(m, n, k, a, lda, panels, bias, c, ldc);
        return;
    }
#endif
    (void)instructions;
    widened_panels_base(m, n, k, a, lda, panels, bias, c, ldc);
}

void learnd_gemm_panel_gradient_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c, float *sums) {
#if defined(__x86_64__)
    if (instructions == LEARND_AVX512) {
        panel_gradient_v4(m, n, k, a, lda, b, ldb, c, sums);
        return;
    }
    if (instructions == LEARND_AVX2) {
        panel_gradient_v3(m, n, k, a, lda, b, ldb, c, sums);
        return;
    }
#endif
    (void)instructions;
    panel_gradient_base(m, n, k, a, lda, b, ldb, c, sums);
}

void learnd_gemm_panel_gradient(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c, float *sums) {
    learnd_gemm_panel_gradient_with(learnd_best_instructions(), m, n, k, a, lda, b, ldb, c, sums);
}
