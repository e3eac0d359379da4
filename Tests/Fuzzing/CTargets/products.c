#include <CKernels.h>
#include <string.h>

#include "CFuzzTargets.h"
#include "input.h"

void fuzz_gemm(const uint8_t *bytes, size_t count) {
    fuzz_input input = {.next = bytes, .left = count};
    const size_t m = from_to(&input, 1, 120), n = from_to(&input, 1, 80), k = from_to(&input, 0, 40) * (take(&input) % 16 == 0 ? 8 : 1);
    const size_t choice = take(&input);
    const int is_transposed = choice & 1, accumulate = choice >> 1 & 1, relu = choice >> 2 & 1;
    const size_t ldb = n + (choice >> 3 & 3), ldc = n + (choice >> 5 & 3);
    const size_t a_row = is_transposed ? 1 : k, a_column = is_transposed ? m : 1;
    const float *a = floats(&input, m * k), *b = floats(&input, k > 0 ? (k - 1) * ldb + n : 0), *bias = floats(&input, n);
    const size_t c_count = (m - 1) * ldc + n;
    const float *before = floats(&input, c_count);
    float *c = block(&input, c_count * sizeof(float));
    for (int kind = 0; kind < 3; kind++) {
        for (int instructions = LEARND_BASE; instructions <= learnd_best_instructions(); instructions++) {
            const int has_bias = kind == 1;
            if (has_bias && (k == 0 || accumulate)) continue;
            if (kind == 2 && instructions > LEARND_BASE) continue;
            memcpy(c, before, c_count * sizeof(float));
            if (kind == 0) learnd_gemm_with(instructions, m, n, k, a, a_row, a_column, b, ldb, c, ldc, accumulate);
            if (kind == 1) learnd_gemm_bias_with(instructions, m, n, k, a, a_row, a_column, b, ldb, bias, relu, c, ldc);
            if (kind == 2) learnd_gemm_bfloat16(m, n, k, a, a_row, a_column, b, ldb, c, ldc, accumulate);
            for (size_t i = 0; i < m; i++) {
                for (size_t j = 0; j < ldc && i * ldc + j < c_count; j++) {
                    const size_t place = i * ldc + j;
                    if (j >= n) {
                        if (c[place] != before[place]) abort();
                        continue;
                    }
                    double sum = accumulate ? before[place] : 0, size = fabs(sum);
                    for (size_t p = 0; p < k; p++) {
                        const double product = (double)a[i * a_row + p * a_column] * b[p * ldb + j];
                        sum += product;
                        size += fabs(product);
                    }
                    if (has_bias) sum += bias[j];
                    if (has_bias && relu && sum < 0) sum = 0;
                    expect_near(c[place], sum, size, kind == 2 ? 1e-2 : 1e-5, "c", place);
                }
            }
        }
    }
    free_blocks(&input);
}

void fuzz_int8(const uint8_t *bytes, size_t count) {
    fuzz_input input = {.next = bytes, .left = count};
    const size_t m = from_to(&input, 1, 40), n = from_to(&input, 1, 80), k = from_to(&input, 1, 80), choice = take(&input);
    const int relu = choice & 1;
    const size_t ldc = n + (choice >> 1 & 3), lda = (k + 3) / 4 * 4;
    const size_t c_count = (m - 1) * ldc + n;
    const float *w = floats(&input, k * n), *x = floats(&input, m * k), *bias = choice >> 3 & 1 ? floats(&input, n) : NULL;
    int8_t *packed = block(&input, learnd_int8_bytes(k, n));
    float *scales = block(&input, learnd_int8_columns(n) * sizeof(float)), *row_scales = block(&input, m * sizeof(float));
    int32_t *offsets = block(&input, learnd_int8_columns(n) * sizeof(int32_t));
    learnd_int8_pack(k, n, w, packed, scales, offsets);
    uint8_t *a = block(&input, m * lda);
    memset(a, 7, m * lda);
    for (size_t i = 0; i < m; i++) row_scales[i] = learnd_int8_quantize(k, x + i * k, a + i * lda);
    float *c = block(&input, c_count * sizeof(float)), *plain = block(&input, c_count * sizeof(float));
    memset(c, 0, c_count * sizeof(float));
    memset(plain, 0, c_count * sizeof(float));
    learnd_int8_multiply(m, n, k, a, lda, packed, row_scales, scales, offsets, bias, relu, c, ldc);
    learnd_int8_multiply_plain(m, n, k, a, lda, packed, row_scales, scales, offsets, bias, relu, plain, ldc);
    for (size_t place = 0; place < c_count; place++) {
        const size_t i = place / ldc, j = place % ldc;
        if (j >= n) {
            if (c[place] != 0) abort();
            continue;
        }
        double sum = bias ? bias[j] : 0, size = fabs(sum);
        for (size_t p = 0; p < k; p++) {
            sum += (double)x[i * k + p] * w[p * n + j];
            size += 4;
        }
        if (relu && sum < 0) sum = 0;
        expect_near(c[place], plain[place], size, 1e-6, "c against its plain twin", place);
        expect_near(c[place], sum, size, 2e-2, "c", place);
    }
    free_blocks(&input);
}

void fuzz_convolution(const uint8_t *bytes, size_t count) {
    fuzz_input input = {.next = bytes, .left = count};
    const size_t groups = from_to(&input, 1, 3);
    const size_t each = take(&input), outs = take(&input);
    learnd_convolution c = {
        .height = from_to(&input, 1, 9), .width = from_to(&input, 1, 9), .channels = groups * (1 + each % 20),
        .outputs = groups * (1 + outs % 20), .kernel_height = from_to(&input, 1, 5), .kernel_width = from_to(&input, 1, 5),
        .stride = from_to(&input, 1, 3), .padding = from_to(&input, 0, 3), .groups = groups};
    const size_t choice = take(&input), images = 1 + (choice & 1);
    const int relu = choice >> 1 & 1;
    if (c.height + 2 * c.padding < c.kernel_height || c.width + 2 * c.padding < c.kernel_width) return;
    c.out_height = (c.height + 2 * c.padding - c.kernel_height) / c.stride + 1;
    c.out_width = (c.width + 2 * c.padding - c.kernel_width) / c.stride + 1;
    c.bfloat16 = (choice & 0x1C) == 0x1C;
    const size_t in = c.channels / groups, out = c.outputs / groups, depth = c.kernel_height * c.kernel_width * in;
    const size_t x_count = images * c.height * c.width * c.channels, y_count = images * c.out_height * c.out_width * c.outputs;
    const size_t w_count = groups * depth * out;
    const float *x = floats(&input, x_count), *w = floats(&input, w_count), *dy = floats(&input, y_count);
    const float *bias = choice >> 5 & 1 ? floats(&input, c.outputs) : NULL;
    float *y = block(&input, y_count * sizeof(float)), *dx = block(&input, x_count * sizeof(float));
    float *dw = block(&input, w_count * sizeof(float)), *transposed = block(&input, w_count * sizeof(float));
    float *scratch = block(&input, learnd_convolution_scratch(&c) * sizeof(float));
    memset(dw, 0, w_count * sizeof(float));
    for (size_t group = 0; group < groups; group++) learnd_transpose(depth, out, w + group * depth * out, transposed + group * depth * out);
    learnd_convolution_forward(&c, images, x, w, bias, relu, y, scratch);
    learnd_convolution_weight_gradient(&c, images, x, dy, dw, scratch);
    learnd_convolution_input_gradient(&c, images, dy, transposed, dx, scratch);

    double *plain_dx = block(&input, x_count * sizeof(double)), *plain_dw = block(&input, w_count * sizeof(double));
    double *dx_size = block(&input, x_count * sizeof(double)), *dw_size = block(&input, w_count * sizeof(double));
    for (size_t i = 0; i < x_count; i++) plain_dx[i] = dx_size[i] = 0;
    for (size_t i = 0; i < w_count; i++) plain_dw[i] = dw_size[i] = 0;
    const double tolerance = c.bfloat16 ? 1e-2 : 1e-5;
    for (size_t place = 0; place < y_count; place++) {
        const size_t o = place % c.outputs, ox = place / c.outputs % c.out_width;
        const size_t oy = place / c.outputs / c.out_width % c.out_height, image = place / c.outputs / c.out_width / c.out_height;
        const size_t group = o / out;
        double sum = bias ? bias[o] : 0, size = fabs(sum);
        for (size_t p = 0; p < depth; p++) {
            const size_t iy = oy * c.stride + p / in / c.kernel_width - c.padding, ix = ox * c.stride + p / in % c.kernel_width - c.padding;
            if (iy >= c.height || ix >= c.width) continue;
            const size_t from = ((image * c.height + iy) * c.width + ix) * c.channels + group * in + p % in;
            const size_t weight = (group * depth + p) * out + o % out;
            const double product = (double)x[from] * w[weight], back = (double)dy[place] * w[weight], gradient = (double)dy[place] * x[from];
            sum += product;
            size += fabs(product);
            plain_dx[from] += back;
            dx_size[from] += fabs(back);
            plain_dw[weight] += gradient;
            dw_size[weight] += fabs(gradient);
        }
        if (relu && sum < 0) sum = 0;
        expect_near(y[place], sum, size, tolerance, "y", place);
    }
    for (size_t i = 0; i < x_count; i++) expect_near(dx[i], plain_dx[i], dx_size[i], tolerance, "dx", i);
    for (size_t i = 0; i < w_count; i++) expect_near(dw[i], plain_dw[i], dw_size[i], tolerance, "dweights", i);

    // The patches of bytes, as serving in 8 bits gathers them.
    uint8_t *image = block(&input, c.height * c.width * c.channels);
    for (size_t i = 0; i < c.height * c.width * c.channels; i++) image[i] = (uint8_t)(i * 37);
    const size_t ldp = (depth + 3) / 4 * 4, places = c.out_height * c.out_width;
    uint8_t *patches = block(&input, (places - 1) * ldp + depth);
    learnd_int8_patches(&c, image, groups - 1, 0, c.out_height, ldp, patches);
    for (size_t place = 0; place < places; place++) {
        for (size_t p = 0; p < depth; p++) {
            const size_t iy = place / c.out_width * c.stride + p / in / c.kernel_width - c.padding;
            const size_t ix = place % c.out_width * c.stride + p / in % c.kernel_width - c.padding;
            const int inside = iy < c.height && ix < c.width;
            const uint8_t expected = inside ? image[(iy * c.width + ix) * c.channels + (groups - 1) * in + p % in] : 128;
            if (patches[place * ldp + p] != expected) abort();
        }
    }
    free_blocks(&input);
}
