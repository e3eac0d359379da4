#include <CKernels.h>
#include <string.h>

#include "CFuzzTargets.h"
#include "input.h"

// b[k, n] in panels.
static float *in_panels(fuzz_input *input, const float *b, size_t k, size_t n) {
    float *panels = block(input, k * n * sizeof(float));
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < n; j++) panels[j / LEARND_PANEL * k * LEARND_PANEL + i * LEARND_PANEL + j % LEARND_PANEL] = b[i * n + j];
    return panels;
}

void fuzz_panels(const uint8_t *bytes, size_t count) {
    fuzz_input input = {.next = bytes, .left = count};
    const size_t n = LEARND_PANEL * from_to(&input, 1, take(&input) % 8 == 0 ? 14 : 3);
    const size_t m = from_to(&input, 1, 60) * (take(&input) % 8 == 0 ? 8 : 1), k = from_to(&input, 1, 50) * (take(&input) % 8 == 0 ? 4 : 1);
    const size_t lda = k + take(&input) % 4, ldc = n + take(&input) % 4, ldb = n + take(&input) % 4;
    const float *a = floats(&input, (m - 1) * lda + k), *b = floats(&input, k * n), *bias = floats(&input, n);
    const float *panels = in_panels(&input, b, k, n);
    const size_t c_count = (m - 1) * ldc + n;
    const float *before = floats(&input, c_count);
    float *c = block(&input, c_count * sizeof(float));
    // The gradient's: a is read as k columns of m rows, beside n columns of a wider matrix.
    const float *slopes = floats(&input, (m - 1) * ldb + n);
    float *gradient = block(&input, k * n * sizeof(float)), *sums = block(&input, n * sizeof(float));
    for (int instructions = LEARND_BASE; instructions <= learnd_best_instructions(); instructions++) {
        for (int scaled = 0; scaled < 2; scaled++) {
            memcpy(c, before, c_count * sizeof(float));
            if (scaled)
                learnd_gemm_panels_scaled_with(instructions, m, n, k, a, lda, panels, c, ldc);
            else
                learnd_gemm_panels_with(instructions, m, n, k, a, lda, panels, bias, c, ldc);
            for (size_t place = 0; place < c_count; place++) {
                const size_t i = place / ldc, j = place % ldc;
                if (j >= n) {
                    if (c[place] != before[place]) abort();
                    continue;
                }
                double sum = scaled ? 0 : bias[j], size = fabs(sum);
                for (size_t p = 0; p < k; p++) {
                    const double product = (double)a[i * lda + p] * b[p * n + j];
                    sum += product;
                    size += fabs(product);
                }
                if (scaled) sum *= before[place], size *= fabs(before[place]);
                expect_near(c[place], sum, size, 1e-5, scaled ? "c times the product" : "the product", place);
            }
        }
        learnd_gemm_panel_gradient_with(instructions, k, n, m, a, lda, slopes, ldb, gradient, sums);
        for (size_t j = 0; j < n; j++) {
            double plain = 0;
            for (size_t i = 0; i < m; i++) plain += slopes[i * ldb + j];
            expect_near(sums[j], plain, 2 * (double)m, 1e-6, "the sum of slopes", j);
            for (size_t p = 0; p < k; p++) {
                double sum = 0, size = 0;
                for (size_t i = 0; i < m; i++) {
                    const double product = (double)a[i * lda + p] * slopes[i * ldb + j];
                    sum += product;
                    size += fabs(product);
                }
                const size_t place = j / LEARND_PANEL * k * LEARND_PANEL + p * LEARND_PANEL + j % LEARND_PANEL;
                expect_near(gradient[place], sum, size, 1e-5, "the gradient", place);
            }
        }
    }
    free_blocks(&input);
}
