// Optimizers' updates, each in one pass over parameters, gradients and moments; and the moving average that follows them.
#include <math.h>

#include "CKernels.h"
#include "clones.h"
#include "functions.h"

typedef struct {
    float g_scale, step, root, keep, beta1, beta2, epsilon;
} adamw;

LEARND_CLONES
void learnd_adamw(
    size_t count, float *p, const float *g, float *m, float *v, float g_scale, float rate, float beta1, float beta2, float epsilon, float decay,
    float correction1, float correction2) {
    const adamw a = {g_scale, rate / correction1, 1 / sqrtf(correction2), 1 - rate * decay, beta1, beta2, epsilon};
    for (size_t i = 0; i < count; i++) {
        const float gradient = g[i] * a.g_scale;
        m[i] = a.beta1 * m[i] + (1 - a.beta1) * gradient;
        v[i] = a.beta2 * v[i] + (1 - a.beta2) * gradient * gradient;
        // Not sqrtf: it may set errno, and so keeps the loop from becoming vector code.
        p[i] = p[i] * a.keep - a.step * m[i] / (__builtin_elementwise_sqrt(v[i]) * a.root + a.epsilon);
    }
}

LEARND_INLINE void plain_loop(size_t count, float *p, const float *g, float g_scale, float rate, float decay) {
    for (size_t i = 0; i < count; i++) p[i] -= rate * (g[i] * g_scale + decay * p[i]);
}

LEARND_INLINE void momentum_loop(
    size_t count, float *p, const float *g, float *v, float g_scale, float rate, float momentum, int nesterov, float decay) {
    const float own = nesterov ? 1 : 0;
    const float moved = nesterov ? momentum : 1;
    for (size_t i = 0; i < count; i++) {
        const float gradient = g[i] * g_scale + decay * p[i];
        v[i] = momentum * v[i] + gradient;
        p[i] -= rate * (own * gradient + moved * v[i]);
    }
}

LEARND_CLONES
void learnd_sgd(
    size_t count, float *p, const float *g, float *v, float g_scale, float rate, float momentum, int nesterov, float decay) {
    if (v)
        momentum_loop(count, p, g, v, g_scale, rate, momentum, nesterov, decay);
    else
        plain_loop(count, p, g, g_scale, rate, decay);
}

LEARND_CLONES
void learnd_move_average(size_t count, const float *newest, float share, float *average) {
    // Exactly the newest where that is all of it.
    if (share < 1)
        for (size_t i = 0; i < count; i++) average[i] = average[i] + share * (newest[i] - average[i]);
    else
        for (size_t i = 0; i < count; i++) average[i] = newest[i];
}
