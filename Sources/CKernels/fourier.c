#include "CKernels.h"
#include "clones.h"
#include "functions.h"

// Rounded to a whole number: adding 1.5·2²³ leaves no place for a fraction.
LEARND_INLINE float whole(float x) { return (x + 12582912.0f) - 12582912.0f; }

LEARND_INLINE float fourier(float x) {
    const float rounded = x * (float)M_2_PI + 12582912.0f;
    const float n = rounded - 12582912.0f;
    // x less n quarters of the circle; π/2 in three parts (Cephes), so that nothing is lost of a large x.
    const float r = ((x - n * 1.5703125f) - n * 4.837512969970703125e-4f) - n * 7.54978995489188216e-8f;
    uint32_t quarter;
    memcpy(&quarter, &rounded, sizeof quarter);
    const float value = quarter & 1 ? sine(r) : cosine(r);
    // The cosine of a quarter: c, −s, −c, s.
    return whole((((quarter + 1) & 2) ? -value : value) * 8192.0f) * 0x1p-13f;
}

LEARND_CLONES
void learnd_fourier(size_t count, const float *x, float *y) {
    // In place is a loop of its own: two pointers to one array would keep it from becoming vector code.
    if (x == y) {
        for (size_t i = 0; i < count; i++) y[i] = fourier(y[i]);
    } else {
        for (size_t i = 0; i < count; i++) y[i] = fourier(x[i]);
    }
}

LEARND_CLONES
void learnd_whole_multiples(size_t count, const float *x, double *y) {
    for (size_t i = 0; i < count; i++) y[i] = (double)whole(x[i] * 8192.0f);
}
