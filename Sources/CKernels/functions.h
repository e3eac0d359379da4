// Functions of one number without branches or calls, so that loops over them become vector code, with the same result for every place in a loop.
#ifndef LEARND_FUNCTIONS_H
#define LEARND_FUNCTIONS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "clones.h"

#define LEARND_INLINE static inline __attribute__((always_inline))

// eˣ within 1e-7 of its value, for x held to −87…88. x = n·ln 2 + r with |r| ≤ ln 2 / 2; the polynomial in r is Cephes's (Moshier, expf).
LEARND_INLINE float exponential(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 88.0f ? 88.0f : x;
    // Adding 1.5·2²³ rounds to a whole number, which then stands in the lowest bits.
    const float rounded = x * (float)M_LOG2E + 12582912.0f;
    const float n = rounded - 12582912.0f;
    const float r = x - n * 0.693359375f + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1;
    uint32_t bits;
    memcpy(&bits, &rounded, sizeof bits);
    bits = (bits << 23) + 0x3f800000u;
    float power;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

// Φ(x), the normal distribution function, given e^(−x²/2). Φ(−|x|) = e^(−x²/2) · t·q(t), t = 1 / (1 + 0.4·|x|/√2): the relative error stays near 1e-7
// where 1 + erf(x) would cancel. q is fitted by least squares in the relative error, |x| ≤ 13.
LEARND_INLINE float normal_share(float x, float bell) {
    const float t = 1 / (1 + 0.282842712f * fabsf(x));
    float q = 0.0200277142f;
    q = q * t - 0.0672119183f;
    q = q * t + 0.0358204795f;
    q = q * t + 0.0511476616f;
    q = q * t + 0.0348494678f;
    q = q * t + 0.0988757394f;
    q = q * t + 0.100375887f;
    q = q * t + 0.113302749f;
    q = q * t + 0.112812249f;
    const float tail = bell * (t * q);
    return x > 0 ? 1 - tail : tail;
}

// ln x for 2⁻²⁴ ≤ x < 1, within 1e-7 of its value. x = m·2ᵉ with √½ ≤ m < √2; the polynomial in m − 1 is Cephes's (Moshier, logf).
LEARND_INLINE float logarithm(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    // √½ as bits is 0x3f3504f3: what is left after it, without the exponent, begins there again.
    const uint32_t above = bits - 0x3f3504f3u;
    const float e = (float)((int32_t)above >> 23);
    bits = (above & 0x007fffffu) + 0x3f3504f3u;
    float m;
    memcpy(&m, &bits, sizeof m);
    m -= 1;
    float p = 7.0376836292e-2f;
    p = p * m - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    const float square = m * m;
    return (m + (p * m * square - 0.5f * square + e * -2.12194440e-4f)) + e * 0.693359375f;
}

// sin x and cos x for |x| ≤ π/4; the polynomials are Cephes's (Moshier, sinf).
LEARND_INLINE float sine(float x) {
    const float square = x * x;
    return ((-1.9515295891e-4f * square + 8.3321608736e-3f) * square - 1.6666654611e-1f) * square * x + x;
}

LEARND_INLINE float cosine(float x) {
    const float square = x * x;
    return ((2.443315711809948e-5f * square - 1.388731625493765e-3f) * square + 4.166664568298827e-2f) * square * square - 0.5f * square + 1;
}

#endif
