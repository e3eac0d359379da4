// Layer and group normalization. Sums go in an order of their own length: a row's result is the same in any batch.
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

// Sixteen sums side by side, joined in a fixed order.
enum { SUMS = 16, MOST_CHANNELS = LEARND_NORMALIZED_CHANNELS };

LEARND_INLINE float joined(const float *sums) {
    float sum = 0;
    for (size_t j = 0; j < SUMS; j++) sum += sums[j];
    return sum;
}

LEARND_INLINE float sum_of(size_t count, const float *x) {
    float sums[SUMS] = {0};
    size_t i = 0;
    for (; i + SUMS <= count; i += SUMS) {
        for (size_t j = 0; j < SUMS; j++) sums[j] += x[i + j];
    }
    for (size_t j = 0; i + j < count; j++) sums[j] += x[i + j];
    return joined(sums);
}

LEARND_INLINE float squares_of(size_t count, const float *x, float mean) {
    float sums[SUMS] = {0};
    size_t i = 0;
    for (; i + SUMS <= count; i += SUMS) {
        for (size_t j = 0; j < SUMS; j++) sums[j] += (x[i + j] - mean) * (x[i + j] - mean);
    }
    for (size_t j = 0; i + j < count; j++) sums[j] += (x[i + j] - mean) * (x[i + j] - mean);
    return joined(sums);
}

LEARND_CLONES
void learnd_layer_norm(size_t rows, size_t width, const float *x, const float *scale, const float *shift, float epsilon, float *y, float *cache) {
    for (size_t r = 0; r < rows; r++, x += width, y += width) {
        const float mean = sum_of(width, x) / (float)width;
        const float inverse = 1 / sqrtf(squares_of(width, x, mean) / (float)width + epsilon);
        for (size_t j = 0; j < width; j++) y[j] = (x[j] - mean) * inverse * scale[j] + shift[j];
        if (cache) {
            *cache++ = mean;
            *cache++ = inverse;
        }
    }
}

LEARND_CLONES
void learnd_layer_norm_backward(
    size_t rows, size_t width, const float *x, const float *scale, const float *cache, const float *dy, float *dx, float *dscale, float *dshift) {
    for (size_t r = 0; r < rows; r++, x += width, dy += width, cache += 2) {
        const float mean = cache[0], inverse = cache[1];
        if (dscale) {
            for (size_t j = 0; j < width; j++) dscale[j] += dy[j] * ((x[j] - mean) * inverse);
        }
        if (dshift) {
            for (size_t j = 0; j < width; j++) dshift[j] += dy[j];
        }
        if (!dx) continue;
        float sums[SUMS] = {0}, products[SUMS] = {0};
        size_t i = 0;
        for (; i + SUMS <= width; i += SUMS) {
            for (size_t j = 0; j < SUMS; j++) {
                const float g = dy[i + j] * scale[i + j];
                sums[j] += g;
                products[j] += g * ((x[i + j] - mean) * inverse);
            }
        }
        for (size_t j = 0; i + j < width; j++) {
            const float g = dy[i + j] * scale[i + j];
            sums[j] += g;
            products[j] += g * ((x[i + j] - mean) * inverse);
        }
        const float sum = joined(sums) / (float)width, product = joined(products) / (float)width;
        for (size_t j = 0; j < width; j++) dx[j] = inverse * (dy[j] * scale[j] - sum - (x[j] - mean) * inverse * product);
        dx += width;
    }
}

LEARND_CLONES
void learnd_group_norm(
    size_t images, size_t pixels, size_t channels, size_t groups, const float *x, const float *scale, const float *shift, float epsilon, int relu,
    float *y, float *cache) {
    const size_t each = channels / groups;
    const float count = (float)(pixels * each);
    float sums[MOST_CHANNELS], means[MOST_CHANNELS];
    for (size_t image = 0; image < images; image++, x += pixels * channels, y += pixels * channels) {
        memset(sums, 0, channels * sizeof(float));
        for (size_t p = 0; p < pixels; p++) {
            for (size_t j = 0; j < channels; j++) sums[j] += x[p * channels + j];
        }
        for (size_t g = 0; g < groups; g++) {
            float sum = 0;
            for (size_t j = g * each; j < (g + 1) * each; j++) sum += sums[j];
            for (size_t j = g * each; j < (g + 1) * each; j++) means[j] = sum / count;
        }
        memset(sums, 0, channels * sizeof(float));
        for (size_t p = 0; p < pixels; p++) {
            for (size_t j = 0; j < channels; j++) sums[j] += (x[p * channels + j] - means[j]) * (x[p * channels + j] - means[j]);
        }
        for (size_t g = 0; g < groups; g++) {
            float sum = 0;
            for (size_t j = g * each; j < (g + 1) * each; j++) sum += sums[j];
            const float inverse = 1 / sqrtf(sum / count + epsilon);
            if (cache) {
                *cache++ = means[g * each];
                *cache++ = inverse;
            }
            // From here on sums holds the factors, means the additions: y = x · sums + means.
            for (size_t j = g * each; j < (g + 1) * each; j++) {
                sums[j] = inverse * scale[j];
                means[j] = shift[j] - means[j] * sums[j];
            }
        }
        for (size_t p = 0; p < pixels; p++) {
            for (size_t j = 0; j < channels; j++) {
                const float value = x[p * channels + j] * sums[j] + means[j];
                y[p * channels + j] = relu && value < 0 ? 0 : value;
            }
        }
    }
}

LEARND_CLONES
void learnd_group_norm_backward(
    size_t images, size_t pixels, size_t channels, size_t groups, const float *x, const float *scale, const float *cache, const float *dy, float *dx,
    float *dscale, float *dshift) {
    const size_t each = channels / groups;
    const float count = (float)(pixels * each);
    float sums[MOST_CHANNELS], products[MOST_CHANNELS], by_dy[MOST_CHANNELS], by_x[MOST_CHANNELS], added[MOST_CHANNELS];
    for (size_t image = 0; image < images; image++, x += pixels * channels, dy += pixels * channels, cache += 2 * groups) {
        memset(sums, 0, channels * sizeof(float));
        memset(products, 0, channels * sizeof(float));
        for (size_t j = 0; j < channels; j++) added[j] = cache[2 * (j / each)];
        for (size_t p = 0; p < pixels; p++) {
            for (size_t j = 0; j < channels; j++) {
                sums[j] += dy[p * channels + j];
                products[j] += dy[p * channels + j] * (x[p * channels + j] - added[j]);
            }
        }
        for (size_t g = 0; g < groups; g++) {
            const float mean = cache[2 * g], inverse = cache[2 * g + 1];
            float sum = 0, product = 0;
            for (size_t j = g * each; j < (g + 1) * each; j++) {
                products[j] *= inverse;
                sum += scale[j] * sums[j];
                product += scale[j] * products[j];
            }
            // dx = inverse · (scale · dy − (sum + x̂ · product) / count), with x̂ = (x − mean) · inverse
            const float factor = -inverse * inverse * product / count;
            for (size_t j = g * each; j < (g + 1) * each; j++) {
                by_dy[j] = inverse * scale[j];
                by_x[j] = factor;
                added[j] = -inverse * sum / count - factor * mean;
            }
        }
        if (dscale) {
            for (size_t j = 0; j < channels; j++) dscale[j] += products[j];
        }
        if (dshift) {
            for (size_t j = 0; j < channels; j++) dshift[j] += sums[j];
        }
        if (!dx) continue;
        for (size_t p = 0; p < pixels; p++) {
            for (size_t j = 0; j < channels; j++)
                dx[p * channels + j] = by_dy[j] * dy[p * channels + j] + by_x[j] * x[p * channels + j] + added[j];
        }
        dx += pixels * channels;
    }
}
