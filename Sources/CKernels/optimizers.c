// Optimizers' updates, each in one pass over parameters, gradients, moments and, where wanted, the moving average.
#include <math.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

// A moving average's next value; exactly the newest where that is all of it.
LEARND_INLINE float averaged(float average, float newest, float share) { return share < 1 ? average + share * (newest - average) : newest; }

typedef struct {
    float g_scale, step, root, keep, beta1, beta2, epsilon, share;
} adamw;

// `averages` is a constant at every call: a loop for each, without a branch.
LEARND_INLINE void adamw_loop(
    const adamw a, const int averages, size_t count, float *p, const float *g, float *m, float *v, float *average) {
    for (size_t i = 0; i < count; i++) {
        const float gradient = g[i] * a.g_scale;
        m[i] = a.beta1 * m[i] + (1 - a.beta1) * gradient;
        v[i] = a.beta2 * v[i] + (1 - a.beta2) * gradient * gradient;
        // Not sqrtf: it may set errno, and so keeps the loop from becoming vector code.
        p[i] = p[i] * a.keep - a.step * m[i] / (__builtin_elementwise_sqrt(v[i]) * a.root + a.epsilon);
        if (averages) average[i] = averaged(average[i], p[i], a.share);
    }
}

LEARND_CLONES
void learnd_adamw(
    size_t count, float *p, const float *g, float *m, float *v, float g_scale, float rate, float beta1, float beta2, float epsilon, float decay,
    float correction1, float correction2, float *average, float share) {
    const adamw a = {g_scale, rate / correction1, 1 / sqrtf(correction2), 1 - rate * decay, beta1, beta2, epsilon, share};
    if (average)
        adamw_loop(a, 1, count, p, g, m, v, average);
    else
        adamw_loop(a, 0, count, p, g, m, v, average);
}

LEARND_INLINE void sgd_loop(
    const int averages, size_t count, float *p, const float *g, float g_scale, float rate, float decay, float *average, float share) {
    for (size_t i = 0; i < count; i++) {
        p[i] -= rate * (g[i] * g_scale + decay * p[i]);
        if (averages) average[i] = averaged(average[i], p[i], share);
    }
}

LEARND_INLINE void momentum_loop(
    const int averages, size_t count, float *p, const float *g, float *v, float g_scale, float rate, float momentum, int nesterov, float decay,
    float *average, float share) {
    const float own = nesterov ? 1 : 0;
    const float moved = nesterov ? momentum : 1;
    for (size_t i = 0; i < count; i++) {
        const float gradient = g[i] * g_scale + decay * p[i];
        v[i] = momentum * v[i] + gradient;
        p[i] -= rate * (own * gradient + moved * v[i]);
        if (averages) average[i] = averaged(average[i], p[i], share);
    }
}

LEARND_CLONES
void learnd_sgd(
    size_t count, float *p, const float *g, float *v, float g_scale, float rate, float momentum, int nesterov, float decay, float *average,
    float share) {
    if (!v && average)
        sgd_loop(1, count, p, g, g_scale, rate, decay, average, share);
    else if (!v)
        sgd_loop(0, count, p, g, g_scale, rate, decay, average, share);
    else if (average)
        momentum_loop(1, count, p, g, v, g_scale, rate, momentum, nesterov, decay, average, share);
    else
        momentum_loop(0, count, p, g, v, g_scale, rate, momentum, nesterov, decay, average, share);
}
