// Counts what a thread allocates, for tests of code that promises to allocate nothing.
//
// The C library's allocating functions are replaced in the whole test program; they do what they did, and count.
#ifndef LEARND_CALLOCATIONS_H
#define LEARND_CALLOCATIONS_H

#include <stdbool.h>
#include <stdint.h>

/// False under sanitizers, which replace the same functions, and without glibc.
bool learnd_counts_allocations(void);
/// Calls of malloc, calloc, realloc, posix_memalign, aligned_alloc and memalign by this thread since it began.
uint64_t learnd_allocations(void);

#endif
