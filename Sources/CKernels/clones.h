#ifndef LEARND_CLONES_H
#define LEARND_CLONES_H

// One copy of a function for each kind of CPU, chosen when the program is loaded. ThreadSanitizer starts too late for the choice (it crashes).
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define LEARND_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LEARND_CLONES
#endif

// A product and the sum it goes into are rounded once, where the CPU can.
#pragma clang fp contract(fast)

#endif
