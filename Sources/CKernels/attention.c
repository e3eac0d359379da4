// Attention within one row, head by head and a block of queries at a time, so that a block's scores stay in the second-level cache. What depends on
// the blocks is which sums run side by side, never the order of one: a row's bytes depend on its own places alone.
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"
#include "dropout.h"
#include "functions.h"

// Queries of a block; and sums side by side, joined in a fixed order.
enum { QUERIES = 48, SUMS = 16 };

LEARND_INLINE float joined(const float *sums) {
    float sum = 0;
    for (size_t j = 0; j < SUMS; j++) sum += sums[j];
    return sum;
}

LEARND_INLINE float largest(size_t count, const float *x) {
    float most[SUMS];
    for (size_t j = 0; j < SUMS; j++) most[j] = -INFINITY;
    size_t i = 0;
    for (; i + SUMS <= count; i += SUMS) {
        for (size_t j = 0; j < SUMS; j++) most[j] = x[i + j] > most[j] ? x[i + j] : most[j];
    }
    for (size_t j = 0; i + j < count; j++) most[j] = x[i + j] > most[j] ? x[i + j] : most[j];
    float found = most[0];
    for (size_t j = 1; j < SUMS; j++) found = most[j] > found ? most[j] : found;
    return found;
}

// x = e^(scale · (x − most)) in place; returns the sum.
LEARND_INLINE float powers(size_t count, float *x, float most, float scale) {
    float sums[SUMS] = {0};
    size_t i = 0;
    for (; i + SUMS <= count; i += SUMS) {
        for (size_t j = 0; j < SUMS; j++) {
            x[i + j] = exponential((x[i + j] - most) * scale);
            sums[j] += x[i + j];
        }
    }
    for (size_t j = 0; i + j < count; j++) {
        x[i + j] = exponential((x[i + j] - most) * scale);
        sums[j] += x[i + j];
    }
    return joined(sums);
}

// Scores [queries, keys] become numerators of probabilities, dropped where share > 0; statistics: each row's largest score and 1 / the sum.
LEARND_CLONES
static void numerators(
    size_t queries, size_t keys, float *scores, float scale, uint64_t key, uint64_t first, uint64_t step, float share, float *statistics, size_t stride) {
    for (size_t i = 0; i < queries; i++, scores += keys, statistics += stride) {
        statistics[0] = largest(keys, scores);
        statistics[1] = 1 / powers(keys, scores, statistics[0], scale);
        if (share > 0) drop(keys, key, first + i * step, share, scores, scores);
    }
}

LEARND_CLONES
static void scale_rows(size_t rows, size_t width, float *x, size_t ldx, const float *statistics, size_t stride) {
    for (size_t i = 0; i < rows; i++, x += ldx, statistics += stride) {
        for (size_t j = 0; j < width; j++) x[j] *= statistics[1];
    }
}

// Scores become probabilities p, dropped; dp = ∂loss/∂(dropped p) becomes ∂loss/∂score = p · (g − Σ p·g) · scale with g = dp where p was not dropped.
LEARND_CLONES
static void probabilities_backward(
    size_t queries, size_t keys, float *scores, float *dp, float scale, uint64_t key, uint64_t first, uint64_t step, float share,
    const float *statistics, size_t stride) {
    for (size_t i = 0; i < queries; i++, scores += keys, dp += keys, statistics += stride) {
        const float most = statistics[0], inverse = statistics[1];
        if (share > 0) drop(keys, key, first + i * step, share, dp, dp);
        float sums[SUMS] = {0};
        size_t k = 0;
        for (; k + SUMS <= keys; k += SUMS) {
            for (size_t j = 0; j < SUMS; j++) {
                scores[k + j] = exponential((scores[k + j] - most) * scale) * inverse;
                sums[j] += scores[k + j] * dp[k + j];
            }
        }
        for (size_t j = 0; k + j < keys; j++) {
            scores[k + j] = exponential((scores[k + j] - most) * scale) * inverse;
            sums[j] += scores[k + j] * dp[k + j];
        }
        const float sum = joined(sums);
        for (size_t j = 0; j < keys; j++) dp[j] = scores[j] * (dp[j] - sum) * scale;
        if (share > 0) drop(keys, key, first + i * step, share, scores, scores);
    }
}

size_t learnd_attention_scratch(size_t width, size_t heads) { return 3 * (width / heads) + 2 * QUERIES + 2; }

void learnd_attention(
    size_t places, size_t width, size_t heads, const float *qkv, uint64_t key, float share, float *out, float *statistics, float *scratch) {
    const size_t d = width / heads, ld = 3 * width;
    const float scale = 1 / sqrtf((float)d);
    float *keys = scratch, *scores = keys + d * places, *own = scores + QUERIES * places;
    for (size_t head = 0; head < heads; head++) {
        const float *q = qkv + head * d, *k = q + width, *v = k + width;
        learnd_transpose_strided(places, d, k, ld, keys, places);
        for (size_t first = 0; first < places; first += QUERIES) {
            const size_t queries = places - first < QUERIES ? places - first : QUERIES;
            float *kept = statistics ? statistics + (first * heads + head) * 2 : own;
            const size_t stride = statistics ? 2 * heads : 2;
            learnd_gemm(queries, places, d, q + first * ld, ld, 1, keys, places, scores, places, 0);
            numerators(queries, places, scores, scale, key, (first * heads + head) * places, heads * places, share, kept, stride);
            float *to = out + first * width + head * d;
            learnd_gemm(queries, d, places, scores, places, 1, v, ld, to, width, 0);
            scale_rows(queries, d, to, width, kept, stride);
        }
    }
}

void learnd_attention_backward(
    size_t places, size_t width, size_t heads, float *qkv, const float *statistics, uint64_t key, float share, const float *dout, float *scratch) {
    const size_t d = width / heads, ld = 3 * width;
    const float scale = 1 / sqrtf((float)d);
    float *keys = scratch, *values = keys + d * places, *dk = values + d * places, *scores = dk + d * places, *slopes = scores + QUERIES * places;
    for (size_t head = 0; head < heads; head++) {
        float *q = qkv + head * d, *k = q + width, *v = k + width;
        const float *dhead = dout + head * d;
        learnd_transpose_strided(places, d, k, ld, keys, places);
        learnd_transpose_strided(places, d, v, ld, values, places);
        // Gradients take the place of what is needed no more: v at once, a block's q behind its part of dk, k behind the last block.
        for (size_t first = 0; first < places; first += QUERIES) {
            const size_t queries = places - first < QUERIES ? places - first : QUERIES;
            const float *dfirst = dhead + first * width;
            float *qfirst = q + first * ld;
            learnd_gemm(queries, places, d, qfirst, ld, 1, keys, places, scores, places, 0);
            learnd_gemm(queries, places, d, dfirst, width, 1, values, places, slopes, places, 0);
            probabilities_backward(
                queries, places, scores, slopes, scale, key, (first * heads + head) * places, heads * places, share,
                statistics + (first * heads + head) * 2, 2 * heads);
            learnd_gemm(places, d, queries, scores, 1, places, dfirst, width, v, ld, first > 0);
            learnd_gemm(places, d, queries, slopes, 1, places, qfirst, ld, dk, d, first > 0);
            learnd_gemm(queries, d, places, slopes, places, 1, k, ld, qfirst, ld, 0);
        }
        for (size_t place = 0; place < places; place++) memcpy(k + place * ld, dk + place * d, d * sizeof(float));
    }
}
