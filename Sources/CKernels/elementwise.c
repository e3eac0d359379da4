#include <math.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

#pragma clang fp contract(fast)

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
void learnd_relu_backward(size_t count, const float *y, float *dx) {
    for (size_t i = 0; i < count; i++) dx[i] = y[i] <= 0 ? 0 : dx[i];
}

LEARND_CLONES
void learnd_column_sums(size_t rows, size_t width, const float *x, float *sum) {
    for (size_t j = 0; j < width; j++) sum[j] = 0;
    for (size_t r = 0; r < rows; r++) {
        for (size_t j = 0; j < width; j++) sum[j] += x[r * width + j];
    }
}

LEARND_CLONES
void learnd_transpose(size_t rows, size_t columns, const float *in, float *out) {
    enum { TILE = 16 };
    for (size_t i0 = 0; i0 < rows; i0 += TILE) {
        for (size_t j0 = 0; j0 < columns; j0 += TILE) {
            const size_t i1 = i0 + TILE < rows ? i0 + TILE : rows;
            const size_t j1 = j0 + TILE < columns ? j0 + TILE : columns;
            for (size_t j = j0; j < j1; j++) {
                for (size_t i = i0; i < i1; i++) out[j * rows + i] = in[i * columns + j];
            }
        }
    }
}

// Softmax of one row; returns the logarithm of the sum of exponentials, with the row's largest value taken out.
LEARND_INLINE float softmax(size_t width, float *row, float *largest) {
    float most = row[0];
    for (size_t j = 1; j < width; j++) most = row[j] > most ? row[j] : most;
    for (size_t j = 0; j < width; j++) row[j] = exponential(row[j] - most);
    float sum = 0;
    for (size_t j = 0; j < width; j++) sum += row[j];
    const float inverse = 1 / sum;
    for (size_t j = 0; j < width; j++) row[j] *= inverse;
    *largest = most;
    return logf(sum);
}

LEARND_CLONES
void learnd_softmax(size_t rows, size_t width, float *x) {
    float largest;
    for (size_t r = 0; r < rows; r++) softmax(width, x + r * width, &largest);
}

LEARND_CLONES
double learnd_cross_entropy(size_t rows, size_t width, float *x, const int32_t *classes, float smoothing, float scale) {
    double total = 0;
    const float spread = smoothing / (float)width;
    for (size_t r = 0; r < rows; r++) {
        float *row = x + r * width;
        const float own = row[classes[r]];
        float mean = 0;
        for (size_t j = 0; j < width; j++) mean += row[j];
        mean /= (float)width;
        float largest;
        const float log_sum = softmax(width, row, &largest);
        // −Σ target · log p, with log p = x − largest − log_sum; differences first, which are small even where logits are not.
        total += (double)log_sum + (1 - (double)smoothing) * ((double)largest - own) + (double)smoothing * ((double)largest - mean);
        for (size_t j = 0; j < width; j++) row[j] = scale * (row[j] - spread);
        row[classes[r]] -= scale * (1 - smoothing);
    }
    return total;
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

LEARND_CLONES
void learnd_adamw(
    size_t count, float *p, const float *g, float *m, float *v, float g_scale, float rate, float beta1, float beta2, float epsilon, float decay,
    float correction1, float correction2) {
    const float step = rate / correction1;
    const float root = 1 / sqrtf(correction2);
    const float keep = 1 - rate * decay;
    for (size_t i = 0; i < count; i++) {
        const float gradient = g[i] * g_scale;
        m[i] = beta1 * m[i] + (1 - beta1) * gradient;
        v[i] = beta2 * v[i] + (1 - beta2) * gradient * gradient;
        // Not sqrtf: it may set errno, and so keeps the loop from becoming vector code.
        p[i] = p[i] * keep - step * m[i] / (__builtin_elementwise_sqrt(v[i]) * root + epsilon);
    }
}

LEARND_CLONES
void learnd_average(size_t count, float *average, const float *p, float decay) {
    const float share = 1 - decay;
    for (size_t i = 0; i < count; i++) average[i] += share * (p[i] - average[i]);
}
