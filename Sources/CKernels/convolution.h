// What convolution.c and winograd.c share.
#ifndef LEARND_CONVOLUTION_H
#define LEARND_CONVOLUTION_H

#include "CKernels.h"
#include "clones.h"

/// A convolution of 3 × 3 with stride 1, forward or to the inputs' gradient.
typedef struct {
    size_t height, width, channels, outputs, padding, out_height, out_width;
    const float *weights;
    /// Where in `weights` one input channel's kernels begin after another's, and within them each place of the kernel; outputs lie side by side.
    size_t weight_row, place[3][3];
} winograd;

/// Floats of scratch.
size_t winograd_scratch(const winograd *w);
void winograd_run(const winograd *w, size_t images, const float *x, const float *bias, int relu, float *y, float *scratch);

#endif
