// Losses of logits, fused with their gradients: each row is read once and written once.
#include <math.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

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

// The same with a weight for each class and with classes left out: what is left out has no share in the softmax, and none of the smoothing.
LEARND_CLONES
double learnd_cross_entropy_weighted(
    size_t rows, size_t width, float *x, const int32_t *classes, const float *weights, const uint8_t *allowed, float smoothing, float scale) {
    size_t open = 0;
    float mass = 0;
    for (size_t j = 0; j < width; j++) {
        if (allowed && !allowed[j]) continue;
        open++;
        mass += weights ? weights[j] : 1;
    }
    const float spread = smoothing / (float)open;
    double total = 0;
    for (size_t r = 0; r < rows; r++) {
        float *row = x + r * width;
        const size_t own = (size_t)classes[r];
        const float weight = weights ? weights[own] : 1;
        float largest = -INFINITY;
        for (size_t j = 0; j < width; j++) {
            if (allowed && !allowed[j]) row[j] = -INFINITY;
            largest = row[j] > largest ? row[j] : largest;
        }
        // −Σ target · (x − largest), before the row is overwritten.
        double loss = (double)(1 - smoothing) * weight * ((double)largest - row[own]);
        for (size_t j = 0; j < width; j++) {
            if (allowed && !allowed[j]) continue;
            loss += (double)spread * (weights ? weights[j] : 1) * ((double)largest - row[j]);
        }
        float sum = 0;
        for (size_t j = 0; j < width; j++) {
            row[j] = allowed && !allowed[j] ? 0 : exponential(row[j] - largest);
            sum += row[j];
        }
        const float target = (1 - smoothing) * weight + spread * mass;
        total += loss + (double)target * logf(sum);
        const float factor = scale * target / sum;
        for (size_t j = 0; j < width; j++) {
            if (allowed && !allowed[j]) continue;
            row[j] = row[j] * factor - scale * spread * (weights ? weights[j] : 1);
        }
        row[own] -= scale * (1 - smoothing) * weight;
    }
    return total;
}

// Logits learn P(class) from rows that come with shares odds[class] · P(class): the softmax is taken of x + ln odds, and the target, smoothed as it
// would be without, goes the same way. Then softmax(x) has the smoothed target for its optimum wherever classes do not overlap.
LEARND_CLONES
double learnd_cross_entropy_adjusted(
    size_t rows, size_t width, float *x, const int32_t *classes, const float *log_odds, const float *odds, float smoothing, float scale) {
    const float spread = smoothing / (float)width;
    float mass = 0;
    for (size_t j = 0; j < width; j++) mass += odds[j];
    double total = 0;
    for (size_t r = 0; r < rows; r++) {
        float *row = x + r * width;
        const size_t own = (size_t)classes[r];
        const float sum = (1 - smoothing) * odds[own] + spread * mass;
        const float others = spread / sum, target = (1 - smoothing) * odds[own] / sum;
        float most = -INFINITY;
        for (size_t j = 0; j < width; j++) {
            row[j] += log_odds[j];
            most = row[j] > most ? row[j] : most;
        }
        // −Σ target · (x − largest), before the row is overwritten.
        float distance = 0;
        for (size_t j = 0; j < width; j++) distance += odds[j] * (most - row[j]);
        total += (double)target * ((double)most - row[own]) + (double)others * distance;
        float largest;
        total += softmax(width, row, &largest);
        for (size_t j = 0; j < width; j++) row[j] = scale * (row[j] - others * odds[j]);
        row[own] -= scale * target;
    }
    return total;
}

double learnd_binary_cross_entropy(
    size_t rows, size_t width, float *x, const float *targets, const float *positive_weights, float scale) {
    double total = 0;
    for (size_t r = 0; r < rows; r++) {
        for (size_t j = 0; j < width; j++) {
            const size_t i = r * width + j;
            const float target = targets[i];
            const float weight = 1 + ((positive_weights ? positive_weights[j] : 1) - 1) * target;
            const float power = exponential(-fabsf(x[i]));
            // ln(1 + e^−x) without overflow.
            const float softplus = log1pf(power) + (x[i] < 0 ? -x[i] : 0);
            const float share = x[i] < 0 ? power / (1 + power) : 1 / (1 + power);
            total += (double)((1 - target) * x[i] + weight * softplus);
            x[i] = scale * ((1 - target) + weight * (share - 1));
        }
    }
    return total;
}

double learnd_squared_error(size_t count, float *x, const float *targets, float scale) {
    double total = 0;
    for (size_t i = 0; i < count; i++) {
        const float error = x[i] - targets[i];
        total += (double)error * (double)error;
        x[i] = scale * 2 * error;
    }
    return total;
}

double learnd_huber(size_t count, float *x, const float *targets, float delta, float scale) {
    double total = 0;
    for (size_t i = 0; i < count; i++) {
        const float error = x[i] - targets[i];
        const float size = fabsf(error);
        total += size <= delta ? 0.5 * (double)error * (double)error : (double)delta * ((double)size - 0.5 * (double)delta);
        // This way round NaN stays.
        x[i] = scale * (size > delta ? (error > 0 ? delta : -delta) : error);
    }
    return total;
}

double learnd_softened_distillation(
    size_t rows, size_t width, const float *x, float *teacher, float *student, float temperature, float scale, float *d) {
    double total = 0;
    const float cooler = 1 / temperature;
    for (size_t r = 0; r < rows; r++, x += width, teacher += width, d += width) {
        for (size_t j = 0; j < width; j++) {
            student[j] = x[j] * cooler;
            teacher[j] *= cooler;
        }
        // Σ q (ln q − ln p) = Σ q (t − s) − ln Σeᵗ + ln Σeˢ for logits t and s.
        float most = teacher[0];
        for (size_t j = 1; j < width; j++) most = teacher[j] > most ? teacher[j] : most;
        float sum = 0;
        for (size_t j = 0; j < width; j++) sum += exponential(teacher[j] - most);
        double products = 0;
        for (size_t j = 0; j < width; j++) {
            const float share = exponential(teacher[j] - most) / sum;
            products += (double)share * (double)(teacher[j] - student[j]);
            teacher[j] = share;
        }
        float largest;
        const float log_sum = softmax(width, student, &largest);
        total += products - ((double)most + (double)logf(sum)) + ((double)largest + (double)log_sum);
        for (size_t j = 0; j < width; j++) d[j] += scale * temperature * (student[j] - teacher[j]);
    }
    return total * (double)temperature * (double)temperature;
}
