// Glibc's module has no memfd_create.
#define _GNU_SOURCE
#include <sys/mman.h>

#include "CFuzzTargets.h"

int fuzz_memory_file(void) { return memfd_create("input", MFD_CLOEXEC); }
