// Targets for the parts in C: each takes any bytes, and ends the process on what must not be.
#ifndef C_FUZZ_TARGETS_H
#define C_FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>

/// A descriptor of an empty file that lies in memory alone, or −1.
int fuzz_memory_file(void);

void fuzz_png(const uint8_t *bytes, size_t count);
void fuzz_jpeg(const uint8_t *bytes, size_t count);
/// Products of matrices, with every set of instructions that this CPU has, against three loops.
void fuzz_gemm(const uint8_t *bytes, size_t count);
/// Products by a matrix in panels, multiplied onto what is there or not, and a weight's gradient, against plain loops.
void fuzz_panels(const uint8_t *bytes, size_t count);
/// Products by weights in 8 bits.
void fuzz_int8(const uint8_t *bytes, size_t count);
/// Convolutions and their gradients against plain loops.
void fuzz_convolution(const uint8_t *bytes, size_t count);
void fuzz_pooling(const uint8_t *bytes, size_t count);
/// Everything else that goes over rows: losses, normalizations, optimizers, transposes.
void fuzz_rows(const uint8_t *bytes, size_t count);

#endif
