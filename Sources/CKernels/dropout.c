#include "dropout.h"

#include "CKernels.h"

LEARND_CLONES
void learnd_dropout(size_t count, uint64_t key, uint64_t first, float share, const float *x, float *y) {
    // In place is a loop of its own: two pointers to one array would keep it from becoming vector code.
    if (x == y)
        drop(count, key, first, share, y, y);
    else
        drop(count, key, first, share, x, y);
}
