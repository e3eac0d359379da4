#include <CKernels.h>
#include <string.h>

#include "CFuzzTargets.h"
#include "input.h"

void fuzz_pooling(const uint8_t *bytes, size_t count) {
    fuzz_input input = {.next = bytes, .left = count};
    learnd_pooling p = {
        .height = from_to(&input, 1, 12), .width = from_to(&input, 1, 12), .channels = from_to(&input, 1, 40),
        .kernel_height = from_to(&input, 1, 5), .kernel_width = from_to(&input, 1, 5), .stride = from_to(&input, 1, 6)};
    const size_t images = from_to(&input, 1, 2);
    const size_t shorter = p.kernel_height < p.kernel_width ? p.kernel_height : p.kernel_width;
    p.padding = from_to(&input, 0, shorter / 2);
    if (p.height + 2 * p.padding < p.kernel_height || p.width + 2 * p.padding < p.kernel_width) return;
    p.out_height = (p.height + 2 * p.padding - p.kernel_height) / p.stride + 1;
    p.out_width = (p.width + 2 * p.padding - p.kernel_width) / p.stride + 1;
    const size_t x_count = images * p.height * p.width * p.channels, y_count = images * p.out_height * p.out_width * p.channels;
    const float *x = floats(&input, x_count), *dy = floats(&input, y_count);
    float *y = block(&input, y_count * sizeof(float)), *again = block(&input, y_count * sizeof(float));
    float *dx = block(&input, x_count * sizeof(float)), *mean = block(&input, y_count * sizeof(float));
    float *mean_dx = block(&input, x_count * sizeof(float));
    int32_t *places = block(&input, y_count * sizeof(int32_t));
    double *plain = block(&input, x_count * sizeof(double)), *plain_mean = block(&input, x_count * sizeof(double));
    learnd_max_pool(&p, images, x, y, places);
    learnd_max_pool(&p, images, x, again, NULL);
    learnd_max_pool_backward(&p, images, dy, places, dx);
    learnd_average_pool(&p, images, x, mean);
    learnd_average_pool_backward(&p, images, dy, mean_dx);
    if (memcmp(y, again, y_count * sizeof(float)) != 0) abort();
    for (size_t i = 0; i < x_count; i++) plain[i] = plain_mean[i] = 0;
    const double share = 1.0 / (double)(p.kernel_height * p.kernel_width);
    for (size_t place = 0; place < y_count; place++) {
        const size_t j = place % p.channels, ox = place / p.channels % p.out_width;
        const size_t oy = place / p.channels / p.out_width % p.out_height, image = place / p.channels / p.out_width / p.out_height;
        size_t best = SIZE_MAX;
        double sum = 0;
        for (size_t k = 0; k < p.kernel_height * p.kernel_width; k++) {
            const size_t iy = oy * p.stride + k / p.kernel_width - p.padding, ix = ox * p.stride + k % p.kernel_width - p.padding;
            if (iy >= p.height || ix >= p.width) continue;
            const size_t from = ((image * p.height + iy) * p.width + ix) * p.channels + j;
            if (best == SIZE_MAX || x[from] > x[best]) best = from;
            sum += x[from];
            plain_mean[from] += share * dy[place];
        }
        if (best == SIZE_MAX || y[place] != x[best]) abort();
        plain[best] += dy[place];
        expect_near(mean[place], sum * share, 2, 1e-5, "mean", place);
    }
    for (size_t i = 0; i < x_count; i++) {
        expect_near(dx[i], plain[i], 50, 1e-6, "dx", i);
        expect_near(mean_dx[i], plain_mean[i], 50, 1e-6, "dx of the mean", i);
    }
    free_blocks(&input);
}

static float *copied(fuzz_input *input, const float *x, size_t count) {
    float *copy = block(input, count * sizeof(float));
    memcpy(copy, x, count * sizeof(float));
    return copy;
}

static void expect_finite(const float *x, size_t count, const char *what) {
    for (size_t i = 0; i < count; i++) {
        if (isfinite(x[i])) continue;
        fprintf(stderr, "%s[%zu] is %g\n", what, i, (double)x[i]);
        abort();
    }
}

static void losses(fuzz_input *input, size_t rows, size_t width, const float *x) {
    int32_t *classes = block(input, rows * sizeof(int32_t));
    for (size_t i = 0; i < rows; i++) classes[i] = (int32_t)(take(input) % width);
    const float smoothing = (float)take(input) / 512;
    float *d = copied(input, x, rows * width), *student = block(input, width * sizeof(float));
    float *positive = block(input, rows * width * sizeof(float));
    for (size_t i = 0; i < rows * width; i++) positive[i] = fabsf(x[i]) / 2;
    double loss = learnd_cross_entropy(rows, width, d, classes, smoothing, 1);
    double plain = 0;
    for (size_t i = 0; i < rows; i++) {
        double sum = 0, mean = 0;
        for (size_t j = 0; j < width; j++) {
            sum += exp(x[i * width + j]);
            mean += x[i * width + j] / (double)width;
        }
        plain += log(sum) - (1 - smoothing) * x[i * width + (size_t)classes[i]] - smoothing * mean;
    }
    expect_near((float)loss, plain, plain, 1e-5, "cross-entropy", 0);
    expect_finite(d, rows * width, "its gradient");
    memcpy(d, x, rows * width * sizeof(float));
    learnd_softmax(rows, width, d);
    for (size_t i = 0; i < rows; i++) {
        double sum = 0;
        for (size_t j = 0; j < width; j++) sum += d[i * width + j];
        expect_near((float)sum, 1, 1, 1e-5, "softmax's sum", i);
    }
    memcpy(d, x, rows * width * sizeof(float));
    learnd_cross_entropy_weighted(rows, width, d, classes, positive, NULL, smoothing, 1);
    expect_finite(d, rows * width, "the weighted gradient");
    memcpy(d, x, rows * width * sizeof(float));
    learnd_binary_cross_entropy(rows, width, d, positive, positive, 1);
    expect_finite(d, rows * width, "the binary gradient");
    memcpy(d, x, rows * width * sizeof(float));
    learnd_softened_distillation(rows, width, x, copied(input, x, rows * width), student, 2, 1, d);
    expect_finite(d, rows * width, "the distilled gradient");
    learnd_squared_error(rows * width, d, x, 1);
    learnd_huber(rows * width, d, x, 1, 1);
    learnd_squared_difference(rows * width, x, x, 1, d);
    expect_finite(d, rows * width, "the errors' gradients");
}

static void normalizations(fuzz_input *input, size_t rows, size_t width, const float *x) {
    const float *scale = floats(input, width), *shift = floats(input, width), *dy = floats(input, rows * width);
    float *y = block(input, rows * width * sizeof(float)), *dx = block(input, rows * width * sizeof(float));
    float *cache = block(input, 2 * rows * sizeof(float)), *dscale = floats(input, width), *dshift = floats(input, width);
    learnd_layer_norm(rows, width, x, scale, shift, 1e-5f, y, cache);
    learnd_layer_norm_backward(rows, width, x, scale, cache, dy, dx, dscale, dshift);
    expect_finite(y, rows * width, "layer norm");
    expect_finite(dx, rows * width, "its gradient");
    const size_t groups = width % 3 == 0 ? 3 : width % 2 == 0 ? 2 : 1;
    float *group_kept = block(input, 2 * groups * sizeof(float));
    learnd_group_norm(1, rows, width, groups, x, scale, shift, 1e-5f, (int)take(input) & 1, y, group_kept);
    learnd_group_norm_backward(1, rows, width, groups, x, scale, group_kept, dy, dx, dscale, dshift);
    expect_finite(y, rows * width, "group norm");
    expect_finite(dx, rows * width, "its gradient");
}

static void elements(fuzz_input *input, size_t rows, size_t width, const float *x) {
    const size_t size = rows * width, ld_in = width + take(input) % 4, ld_out = rows + take(input) % 4;
    float *y = copied(input, x, size), *sum = block(input, width * sizeof(float));
    const float *wide = floats(input, (rows - 1) * ld_in + width);
    float *turned = block(input, ((width - 1) * ld_out + rows) * sizeof(float));
    learnd_transpose_strided(rows, width, wide, ld_in, turned, ld_out);
    for (size_t i = 0; i < size; i++)
        if (turned[i % width * ld_out + i / width] != wide[i / width * ld_in + i % width]) abort();
    learnd_column_sums(rows, width, width, x, sum);
    for (size_t j = 0; j < width; j++) {
        double plain = 0;
        for (size_t i = 0; i < rows; i++) plain += x[i * width + j];
        expect_near(sum[j], plain, 2 * (double)rows, 1e-6, "the column's sum", j);
    }
    learnd_add_bias(rows, width, y, x, 1);
    learnd_relu(size, y);
    learnd_gelu(size, x, y);
    learnd_gelu_backward(size, x, y);
    learnd_relu_backward(size, x, y);
    learnd_relu_backward_column_sums(rows, width, x, y, sum);
    learnd_add(size, x, y);
    learnd_sum_parts(rows, width, width, x, sum);
    float *m = copied(input, x, size), *v = copied(input, x, size), *average = copied(input, x, size);
    for (size_t i = 0; i < size; i++) v[i] = fabsf(v[i]);
    learnd_adamw(size, y, x, m, v, 1, 1e-3f, 0.9f, 0.999f, 1e-8f, 0.01f, 0.1f, 0.001f);
    learnd_move_average(size, y, take(input) & 1 ? 0.1f : 1, average);
    learnd_sgd(size, y, x, take(input) & 1 ? v : NULL, 1, 1e-3f, 0.9f, (int)take(input) & 1, 0.01f);
    expect_finite(y, size, "the elements");
    expect_near((float)learnd_sum_of_squares(size, x), learnd_sum_of_squares(size, x), 0, 1e-3 * (double)size, "squares", 0);
    const size_t pairs = 1 + take(input) % 40;
    uint64_t *words = block(input, pairs * sizeof(uint64_t));
    for (size_t i = 0; i < pairs; i++) words[i] = take(input) % 3 == 0 ? (take(input) & 1 ? UINT64_MAX : 0) : take(input) * 0x9E3779B97F4A7C15u;
    float *normals = block(input, 2 * pairs * sizeof(float));
    learnd_normals(pairs, words, 1, normals);
    expect_finite(normals, 2 * pairs, "normal numbers");
}

void fuzz_rows(const uint8_t *bytes, size_t count) {
    fuzz_input input = {.next = bytes, .left = count};
    const size_t choice = take(&input), rows = from_to(&input, 1, 40), width = from_to(&input, 1, 80);
    const float *x = floats(&input, rows * width);
    if (choice % 3 == 0) losses(&input, rows, width, x);
    if (choice % 3 == 1) normalizations(&input, rows, width, x);
    if (choice % 3 == 2) elements(&input, rows, width, x);
    free_blocks(&input);
}
