// Which numbers are dropped: by a key and the number's own place, so that any thread can tell for any of them.
#ifndef LEARND_DROPOUT_H
#define LEARND_DROPOUT_H

#include <stdint.h>

#include "clones.h"
#include "functions.h"

// SplitMix64's output function (Steele, Lea, Flood 2014) of key + place · its step; the upper 32 bits are below share · 2³² where the number goes.
LEARND_INLINE void drop(size_t count, uint64_t key, uint64_t first, float share, const float *x, float *y) {
    const uint32_t below = (uint32_t)((double)share * 4294967296.0);
    const float factor = 1 / (1 - share);
    for (size_t i = 0; i < count; i++) {
        uint64_t mixed = key + (first + i) * 0x9e3779b97f4a7c15u;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
        mixed ^= mixed >> 31;
        y[i] = (uint32_t)(mixed >> 32) < below ? 0 : factor * x[i];
    }
}

#endif
