#include <math.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

LEARND_CLONES
void learnd_add_bias(size_t rows, size_t width, float *y, const float *bias, int relu) {
    for (size_t r = 0; r < rows; r++) {
        float *row = y + r * width;
        if (relu) {
            for (size_t j = 0; j < width; j++) {
                const float sum = row[j] + bias[j];
                // This way round NaN stays NaN: it must not pass for a result.
                row[j] = sum < 0 ? 0 : sum;
            }
        } else {
            for (size_t j = 0; j < width; j++) row[j] += bias[j];
        }
    }
}

LEARND_INLINE float gelu(float x) { return x * normal_share(x, exponential(-0.5f * (x * x))); }

LEARND_CLONES
void learnd_gelu(size_t count, const float *x, float *y) {
    // In place is a loop of its own: two pointers to one array would keep it from becoming vector code.
    if (x == y) {
        for (size_t i = 0; i < count; i++) y[i] = gelu(y[i]);
    } else {
        for (size_t i = 0; i < count; i++) y[i] = gelu(x[i]);
    }
}

LEARND_CLONES
void learnd_gelu_backward(size_t count, const float *x, float *dx) {
    const float density = (float)(0.5 * M_2_SQRTPI * M_SQRT1_2);
    for (size_t i = 0; i < count; i++) {
        const float bell = exponential(-0.5f * (x[i] * x[i]));
        dx[i] *= normal_share(x[i], bell) + x[i] * (density * bell);
    }
}

LEARND_CLONES
void learnd_gelu_and_slopes(size_t count, float *x, float *y) {
    const float density = (float)(0.5 * M_2_SQRTPI * M_SQRT1_2);
    for (size_t i = 0; i < count; i++) {
        const float given = x[i];
        const float bell = exponential(-0.5f * (given * given));
        const float share = normal_share(given, bell);
        y[i] = given * share;
        x[i] = share + given * (density * bell);
    }
}

LEARND_CLONES
void learnd_multiply(size_t count, const float *x, float *y) {
    for (size_t i = 0; i < count; i++) y[i] *= x[i];
}

LEARND_CLONES
void learnd_sum_parts(size_t parts, size_t stride, size_t count, const float *x, float *sum) {
    for (size_t i = 0; i < count; i++) sum[i] = x[i];
    for (size_t part = 1; part < parts; part++) {
        for (size_t i = 0; i < count; i++) sum[i] += x[part * stride + i];
    }
}

LEARND_CLONES
void learnd_add(size_t count, const float *x, float *y) {
    for (size_t i = 0; i < count; i++) y[i] += x[i];
}

LEARND_CLONES
void learnd_relu(size_t count, float *y) {
    for (size_t i = 0; i < count; i++) y[i] = y[i] < 0 ? 0 : y[i];
}

LEARND_CLONES
void learnd_relu_backward(size_t count, const float *y, float *dx) {
    for (size_t i = 0; i < count; i++) dx[i] = y[i] <= 0 ? 0 : dx[i];
}

// Eight sums side by side, joined in a fixed order: the compiler may keep them in one register whatever its width.
enum { SUMS = 8 };

LEARND_INLINE double joined(const double *sums) {
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

LEARND_CLONES
double learnd_squared_difference(size_t count, const float *x, const float *y, float scale, float *d) {
    double sums[SUMS] = {0};
    size_t i = 0;
    for (; i + SUMS <= count; i += SUMS) {
        for (size_t j = 0; j < SUMS; j++) {
            const double difference = (double)(x[i + j] - y[i + j]);
            sums[j] += difference * difference;
        }
    }
    for (; i < count; i++) {
        const double difference = (double)(x[i] - y[i]);
        sums[0] += difference * difference;
    }
    for (i = 0; i < count; i++) d[i] += scale * 2 * (x[i] - y[i]);
    return joined(sums);
}

LEARND_CLONES
double learnd_sum_of_squares(size_t count, const float *x) {
    double sums[SUMS] = {0};
    size_t i = 0;
    for (; i + SUMS <= count; i += SUMS) {
        for (size_t j = 0; j < SUMS; j++) sums[j] += (double)x[i + j] * (double)x[i + j];
    }
    for (; i < count; i++) sums[0] += (double)x[i] * (double)x[i];
    return joined(sums);
}
