// Convolutions as matrix products over patches: a block of output places at a time, whose patches fit into the second-level cache, is gathered
// into a matrix of places × (kernel · channels) and multiplied. A place's sum runs over the kernel's rows, columns and channels in order, whatever
// the block, so that an image's result does not depend on what stands beside it.
#include <string.h>

#include "convolution.h"

enum {
    PATCH_FLOATS = 65536,  // of a block: 256 KiB
    FEW_CHANNELS = 8,      // below, patches are gathered place by place of the kernel
    MANY_CHANNELS = 16     // in and out, from which on Winograd's way pays
};

// The way from an image to patches.
enum gathering { AS_IT_IS, BY_PIXEL, BY_PLACE };

static enum gathering gathering(const learnd_convolution *c) {
    if (c->kernel_height == 1 && c->kernel_width == 1 && c->stride == 1 && c->padding == 0) return AS_IT_IS;
    return c->channels / c->groups < FEW_CHANNELS ? BY_PLACE : BY_PIXEL;
}

static size_t depth_of(const learnd_convolution *c) { return c->kernel_height * c->kernel_width * (c->channels / c->groups); }

static void multiply(
    const learnd_convolution *c, size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *to,
    size_t ldc, int accumulate) {
    if (c->bfloat16)
        learnd_gemm_bfloat16(m, n, k, a, a_row, a_column, b, ldb, to, ldc, accumulate);
    else
        learnd_gemm(m, n, k, a, a_row, a_column, b, ldb, to, ldc, accumulate);
}

// Rows of output places in a block.
static size_t block_rows(const learnd_convolution *c) {
    const size_t rows = PATCH_FLOATS / (depth_of(c) * c->out_width);
    return rows < 1 ? 1 : rows < c->out_height ? rows : c->out_height;
}

static int is_winograd(const learnd_convolution *c) {
    return c->kernel_height == 3 && c->kernel_width == 3 && c->stride == 1 && c->padding <= 2 && c->groups == 1 && !c->bfloat16 &&
           c->channels >= MANY_CHANNELS && c->outputs >= MANY_CHANNELS;
}

static winograd forward_winograd(const learnd_convolution *c, const float *weights) {
    winograd w = {c->height, c->width, c->channels, c->outputs, c->padding, c->out_height, c->out_width, weights, c->outputs, {{0}}};
    for (size_t ky = 0; ky < 3; ky++) {
        for (size_t kx = 0; kx < 3; kx++) w.place[ky][kx] = (ky * 3 + kx) * c->channels * c->outputs;
    }
    return w;
}

// The inputs' gradient is a convolution of the outputs' with the kernel turned round.
static winograd backward_winograd(const learnd_convolution *c, const float *transposed) {
    winograd w = {c->out_height, c->out_width, c->outputs, c->channels, 2 - c->padding, c->height, c->width, transposed, 9 * c->channels, {{0}}};
    for (size_t ky = 0; ky < 3; ky++) {
        for (size_t kx = 0; kx < 3; kx++) w.place[ky][kx] = ((2 - ky) * 3 + (2 - kx)) * c->channels;
    }
    return w;
}

size_t learnd_convolution_scratch(const learnd_convolution *c) {
    size_t most = block_rows(c) * c->out_width * depth_of(c) + 16;
    if (is_winograd(c)) {
        const winograd forward = forward_winograd(c, NULL), backward = backward_winograd(c, NULL);
        const size_t needed[2] = {winograd_scratch(&forward), winograd_scratch(&backward)};
        for (int i = 0; i < 2; i++) most = needed[i] > most ? needed[i] : most;
    }
    return most;
}

// patches[place][kernel row, kernel column, channel] for output rows first..<last of one image and one group.
static void gather_by_pixel(const learnd_convolution *c, const float *x, size_t group, size_t first, size_t last, float *patches) {
    const size_t channels = c->channels / c->groups;
    const size_t row_floats = c->kernel_width * channels;
    for (size_t oy = first; oy < last; oy++) {
        for (size_t ox = 0; ox < c->out_width; ox++) {
            const ptrdiff_t left = (ptrdiff_t)(ox * c->stride) - (ptrdiff_t)c->padding;
            const size_t skip = left < 0 ? (size_t)-left : 0;
            const ptrdiff_t beyond = left + (ptrdiff_t)c->kernel_width - (ptrdiff_t)c->width;
            const size_t cut = beyond > 0 ? (size_t)beyond : 0;
            for (size_t ky = 0; ky < c->kernel_height; ky++, patches += row_floats) {
                const ptrdiff_t iy = (ptrdiff_t)(oy * c->stride + ky) - (ptrdiff_t)c->padding;
                if (iy < 0 || iy >= (ptrdiff_t)c->height || skip + cut >= c->kernel_width) {
                    memset(patches, 0, row_floats * sizeof(float));
                    continue;
                }
                if (skip > 0) memset(patches, 0, skip * channels * sizeof(float));
                if (cut > 0) memset(patches + (c->kernel_width - cut) * channels, 0, cut * channels * sizeof(float));
                const float *from = x + ((size_t)iy * c->width + (size_t)(left + (ptrdiff_t)skip)) * c->channels + group * channels;
                if (c->groups == 1) {
                    memcpy(patches + skip * channels, from, (c->kernel_width - skip - cut) * channels * sizeof(float));
                } else {
                    for (size_t kx = skip; kx < c->kernel_width - cut; kx++, from += c->channels)
                        memcpy(patches + kx * channels, from, channels * sizeof(float));
                }
            }
        }
    }
}

// The same for one channel where each output place has its pixel in the middle: a place of the kernel sees the image shifted, all of it in one
// copy, but for the pixels that the shift has brought round from the other side.
static void gather_shifted(const learnd_convolution *c, const float *x, size_t first, size_t last, float *patches) {
    const ptrdiff_t width = (ptrdiff_t)c->width, height = (ptrdiff_t)c->height;
    for (size_t ky = 0; ky < c->kernel_height; ky++) {
        const ptrdiff_t down = (ptrdiff_t)ky - (ptrdiff_t)c->padding;
        // Output rows whose input row is there.
        const ptrdiff_t top = down < -(ptrdiff_t)first ? -down : (ptrdiff_t)first;
        const ptrdiff_t bottom = (ptrdiff_t)last + down > height ? height - down : (ptrdiff_t)last;
        for (size_t kx = 0; kx < c->kernel_width; kx++, patches += (last - first) * c->width) {
            if (top >= bottom) {
                memset(patches, 0, (last - first) * c->width * sizeof(float));
                continue;
            }
            const ptrdiff_t right = (ptrdiff_t)kx - (ptrdiff_t)c->padding;
            float *to = patches + (top - (ptrdiff_t)first) * width;
            memset(patches, 0, (size_t)(to - patches) * sizeof(float));
            memset(patches + (bottom - (ptrdiff_t)first) * width, 0, (size_t)((ptrdiff_t)last - bottom) * c->width * sizeof(float));
            const ptrdiff_t begin = (top + down) * width + right, end = (bottom + down) * width + right;
            // The first and last few may lie outside the image: they are those that become 0.
            const ptrdiff_t skip = begin < 0 ? -begin : 0, cut = end > height * width ? end - height * width : 0;
            memcpy(to + skip, x + begin + skip, (size_t)(end - begin - skip - cut) * sizeof(float));
            for (ptrdiff_t row = 0; row < bottom - top; row++) {
                for (ptrdiff_t column = 0; column < -right; column++) to[row * width + column] = 0;
                for (ptrdiff_t column = width - right; column < width; column++) to[row * width + column] = 0;
            }
        }
    }
}

// patches[kernel row, kernel column, channel][place]: whole rows of places at a time, where a patch's own rows would be a few floats.
LEARND_CLONES
static void gather_by_place(const learnd_convolution *c, const float *x, size_t group, size_t first, size_t last, float *patches) {
    const size_t channels = c->channels / c->groups;
    for (size_t ky = 0; ky < c->kernel_height; ky++) {
        for (size_t kx = 0; kx < c->kernel_width; kx++) {
            // Output columns ox with 0 ≤ ox · stride + kx − padding < width.
            const size_t begin = kx >= c->padding ? 0 : (c->padding - kx + c->stride - 1) / c->stride;
            const ptrdiff_t room = (ptrdiff_t)(c->width + c->padding) - (ptrdiff_t)kx;
            size_t end = room <= 0 ? 0 : ((size_t)room + c->stride - 1) / c->stride;
            end = end < c->out_width ? end : c->out_width;
            for (size_t channel = 0; channel < channels; channel++) {
                for (size_t oy = first; oy < last; oy++, patches += c->out_width) {
                    const ptrdiff_t iy = (ptrdiff_t)(oy * c->stride + ky) - (ptrdiff_t)c->padding;
                    if (iy < 0 || iy >= (ptrdiff_t)c->height || begin >= end) {
                        memset(patches, 0, c->out_width * sizeof(float));
                        continue;
                    }
                    for (size_t ox = 0; ox < begin; ox++) patches[ox] = 0;
                    const float *from = x + (size_t)iy * c->width * c->channels + group * channels + channel + kx * c->channels - c->padding * c->channels;
                    const size_t step = c->stride * c->channels;
                    if (step == 1)
                        memcpy(patches + begin, from + begin, (end - begin) * sizeof(float));
                    else
                        for (size_t ox = begin; ox < end; ox++) patches[ox] = from[ox * step];
                    for (size_t ox = end; ox < c->out_width; ox++) patches[ox] = 0;
                }
            }
        }
    }
}

// One block's patches as a matrix of `places` rows: where it lies and how it is read.
typedef struct {
    const float *start;
    size_t row, column;
} patch_matrix;

static patch_matrix gather(const learnd_convolution *c, const float *x, size_t group, size_t first, size_t last, float *scratch) {
    const size_t depth = depth_of(c);
    switch (gathering(c)) {
    case AS_IT_IS: return (patch_matrix){x + first * c->width * c->channels + group * depth, c->channels, 1};
    case BY_PIXEL: gather_by_pixel(c, x, group, first, last, scratch); return (patch_matrix){scratch, depth, 1};
    case BY_PLACE:
        if (c->channels == 1 && c->stride == 1 && c->out_width == c->width && c->padding < c->width)
            gather_shifted(c, x, first, last, scratch);
        else
            gather_by_place(c, x, group, first, last, scratch);
        return (patch_matrix){scratch, 1, (last - first) * c->out_width};
    }
    return (patch_matrix){0, 0, 0};
}

void learnd_convolution_forward(
    const learnd_convolution *c, size_t images, const float *x, const float *weights, const float *bias, int relu, float *y, float *scratch) {
    if (is_winograd(c)) {
        const winograd w = forward_winograd(c, weights);
        winograd_run(&w, images, x, bias, relu, y, scratch);
        return;
    }
    const size_t depth = depth_of(c), out = c->outputs / c->groups, step = block_rows(c);
    for (size_t image = 0; image < images; image++, x += c->height * c->width * c->channels) {
        for (size_t first = 0; first < c->out_height; first += step) {
            const size_t last = first + step < c->out_height ? first + step : c->out_height;
            const size_t places = (last - first) * c->out_width;
            for (size_t group = 0; group < c->groups; group++) {
                const patch_matrix patches = gather(c, x, group, first, last, scratch);
                const float *w = weights + group * depth * out;
                if (c->bfloat16)
                    learnd_gemm_bfloat16(places, out, depth, patches.start, patches.row, patches.column, w, out, y + group * out, c->outputs, 0);
                else
                    learnd_gemm_bias(
                        places, out, depth, patches.start, patches.row, patches.column, w, out, bias ? bias + group * out : NULL, relu,
                        y + group * out, c->outputs);
            }
            if (c->bfloat16 && bias)
                learnd_add_bias(places, c->outputs, y, bias, relu);
            else if (c->bfloat16 && relu)
                learnd_relu(places * c->outputs, y);
            y += places * c->outputs;
        }
    }
}

void learnd_convolution_weight_gradient(
    const learnd_convolution *c, size_t images, const float *x, const float *dy, float *dweights, float *scratch) {
    const size_t depth = depth_of(c), out = c->outputs / c->groups, step = block_rows(c);
    for (size_t image = 0; image < images; image++, x += c->height * c->width * c->channels) {
        for (size_t first = 0; first < c->out_height; first += step) {
            const size_t last = first + step < c->out_height ? first + step : c->out_height;
            const size_t places = (last - first) * c->out_width;
            for (size_t group = 0; group < c->groups; group++) {
                const patch_matrix patches = gather(c, x, group, first, last, scratch);
                multiply(
                    c, depth, out, places, patches.start, patches.column, patches.row, dy + group * out, c->outputs, dweights + group * depth * out, out, 1);
            }
            dy += places * c->outputs;
        }
    }
}

// Adds patches' gradients to the pixels that they were gathered from.
LEARND_CLONES
static void scatter(const learnd_convolution *c, const float *patches, size_t group, size_t first, size_t last, float *dx) {
    const size_t channels = c->channels / c->groups;
    const size_t row_floats = c->kernel_width * channels;
    for (size_t oy = first; oy < last; oy++) {
        for (size_t ox = 0; ox < c->out_width; ox++) {
            const ptrdiff_t left = (ptrdiff_t)(ox * c->stride) - (ptrdiff_t)c->padding;
            for (size_t ky = 0; ky < c->kernel_height; ky++, patches += row_floats) {
                const ptrdiff_t iy = (ptrdiff_t)(oy * c->stride + ky) - (ptrdiff_t)c->padding;
                if (iy < 0 || iy >= (ptrdiff_t)c->height) continue;
                float *row = dx + (size_t)iy * c->width * c->channels + group * channels;
                if (c->groups == 1 && left >= 0 && left + (ptrdiff_t)c->kernel_width <= (ptrdiff_t)c->width) {
                    float *to = row + (size_t)left * c->channels;
                    for (size_t j = 0; j < row_floats; j++) to[j] += patches[j];
                    continue;
                }
                for (size_t kx = 0; kx < c->kernel_width; kx++) {
                    const ptrdiff_t ix = left + (ptrdiff_t)kx;
                    if (ix < 0 || ix >= (ptrdiff_t)c->width) continue;
                    float *to = row + (size_t)ix * c->channels;
                    for (size_t j = 0; j < channels; j++) to[j] += patches[kx * channels + j];
                }
            }
        }
    }
}

void learnd_convolution_input_gradient(
    const learnd_convolution *c, size_t images, const float *dy, const float *transposed, float *dx, float *scratch) {
    const size_t depth = depth_of(c), out = c->outputs / c->groups, step = block_rows(c);
    if (is_winograd(c)) {
        const winograd w = backward_winograd(c, transposed);
        winograd_run(&w, images, dy, NULL, 0, dx, scratch);
        return;
    }
    const int direct = gathering(c) == AS_IT_IS;
    for (size_t image = 0; image < images; image++, dx += c->height * c->width * c->channels) {
        if (!direct) memset(dx, 0, c->height * c->width * c->channels * sizeof(float));
        for (size_t first = 0; first < c->out_height; first += step) {
            const size_t last = first + step < c->out_height ? first + step : c->out_height;
            const size_t places = (last - first) * c->out_width;
            for (size_t group = 0; group < c->groups; group++) {
                const float *weights = transposed + group * depth * out;
                if (direct) {
                    float *to = dx + first * c->width * c->channels + group * depth;
                    multiply(c, places, depth, out, dy + group * out, c->outputs, 1, weights, depth, to, c->channels, 0);
                } else {
                    multiply(c, places, depth, out, dy + group * out, c->outputs, 1, weights, depth, scratch, depth, 0);
                    scatter(c, scratch, group, first, last, dx);
                }
            }
            dy += places * c->outputs;
        }
    }
}
