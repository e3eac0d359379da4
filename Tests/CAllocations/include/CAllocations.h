// Counts what a thread allocates, for tests of code that promises to allocate nothing.
//
// The C library's allocating functions are replaced in the whole test program; they do what they did, and count.
#ifndef LEARND_CALLOCATIONS_H
#define LEARND_CALLOCATIONS_H

#include <stdint.h>

/// Calls of malloc, calloc, realloc, posix_memalign, aligned_alloc and memalign by this thread since it began.
///
/// Under AddressSanitizer, which replaces the same functions, always 0.
uint64_t learnd_allocations(void);

#endif
