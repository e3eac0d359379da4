#include "CKernels.h"
#include "clones.h"
#include "functions.h"

LEARND_CLONES
void learnd_normals(size_t pairs, const uint64_t *words, float deviation, float *x) {
    for (size_t i = 0; i < pairs; i++) {
        // The word's upper half gives the radius (23 bits, in the open interval from 0 to 1), its lower half the angle: a place in a quarter of the
        // circle (22 bits), and which quarter.
        const uint32_t high = (uint32_t)(words[i] >> 32);
        const uint32_t low = (uint32_t)words[i];
        const float share = ((float)(int32_t)(high >> 9) + 0.5f) * 0x1p-23f;
        const float place = ((float)(int32_t)(low >> 10) + 0.5f) * 0x1p-22f - 0.5f;
        const float radius = deviation * __builtin_elementwise_sqrt(-2 * logarithm(share));
        const float angle = place * (float)M_PI_2;
        const float across = radius * cosine(angle);
        const float up = radius * sine(angle);
        const float first = low & 1 ? up : across;
        const float second = low & 1 ? -across : up;
        x[i] = low & 2 ? -first : first;
        x[i + pairs] = low & 2 ? -second : second;
    }
}
