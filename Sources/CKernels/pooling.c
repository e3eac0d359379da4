// Pooling over windows of an image whose pixels' channels lie side by side: every loop's innermost goes over channels.
#include <string.h>

#include "CKernels.h"
#include "clones.h"

// The part of a window that lies inside the image.
typedef struct {
    size_t top, bottom, left, right;
} window;

static inline window window_at(const learnd_pooling *p, size_t oy, size_t ox) {
    const ptrdiff_t y = (ptrdiff_t)(oy * p->stride) - (ptrdiff_t)p->padding;
    const ptrdiff_t x = (ptrdiff_t)(ox * p->stride) - (ptrdiff_t)p->padding;
    const ptrdiff_t bottom = y + (ptrdiff_t)p->kernel_height, right = x + (ptrdiff_t)p->kernel_width;
    return (window){
        y < 0 ? 0 : (size_t)y, bottom < (ptrdiff_t)p->height ? (size_t)bottom : p->height, x < 0 ? 0 : (size_t)x,
        right < (ptrdiff_t)p->width ? (size_t)right : p->width};
}

LEARND_CLONES
void learnd_max_pool(const learnd_pooling *p, size_t images, const float *x, float *y, int32_t *places) {
    const size_t channels = p->channels;
    for (size_t image = 0; image < images; image++, x += p->height * p->width * channels) {
        for (size_t oy = 0; oy < p->out_height; oy++) {
            for (size_t ox = 0; ox < p->out_width; ox++, y += channels) {
                const window w = window_at(p, oy, ox);
                const size_t start = w.top * p->width + w.left;
                memcpy(y, x + start * channels, channels * sizeof(float));
                if (places)
                    for (size_t j = 0; j < channels; j++) places[j] = (int32_t)start;
                for (size_t iy = w.top; iy < w.bottom; iy++) {
                    for (size_t ix = w.left; ix < w.right; ix++) {
                        const int32_t place = (int32_t)(iy * p->width + ix);
                        const float *from = x + (size_t)place * channels;
                        if (places) {
                            for (size_t j = 0; j < channels; j++) {
                                // NaN counts as largest, as in PyTorch: what is none must not pass for a result.
                                const int larger = from[j] > y[j] || from[j] != from[j];
                                y[j] = larger ? from[j] : y[j];
                                places[j] = larger ? place : places[j];
                            }
                        } else {
                            for (size_t j = 0; j < channels; j++) y[j] = from[j] > y[j] || from[j] != from[j] ? from[j] : y[j];
                        }
                    }
                }
                if (places) places += channels;
            }
        }
    }
}

LEARND_CLONES
void learnd_max_pool_backward(const learnd_pooling *p, size_t images, const float *dy, const int32_t *places, float *dx) {
    const size_t channels = p->channels;
    for (size_t image = 0; image < images; image++, dx += p->height * p->width * channels) {
        memset(dx, 0, p->height * p->width * channels * sizeof(float));
        for (size_t oy = 0; oy < p->out_height; oy++) {
            for (size_t ox = 0; ox < p->out_width; ox++, dy += channels, places += channels) {
                const window w = window_at(p, oy, ox);
                for (size_t iy = w.top; iy < w.bottom; iy++) {
                    for (size_t ix = w.left; ix < w.right; ix++) {
                        const int32_t place = (int32_t)(iy * p->width + ix);
                        float *to = dx + (size_t)place * channels;
                        for (size_t j = 0; j < channels; j++) to[j] += places[j] == place ? dy[j] : 0;
                    }
                }
            }
        }
    }
}

LEARND_CLONES
void learnd_average_pool(const learnd_pooling *p, size_t images, const float *x, float *y) {
    const size_t channels = p->channels;
    const float share = 1 / (float)(p->kernel_height * p->kernel_width);
    for (size_t image = 0; image < images; image++, x += p->height * p->width * channels) {
        for (size_t oy = 0; oy < p->out_height; oy++) {
            for (size_t ox = 0; ox < p->out_width; ox++, y += channels) {
                const window w = window_at(p, oy, ox);
                memset(y, 0, channels * sizeof(float));
                for (size_t iy = w.top; iy < w.bottom; iy++) {
                    for (size_t ix = w.left; ix < w.right; ix++) {
                        const float *from = x + (iy * p->width + ix) * channels;
                        for (size_t j = 0; j < channels; j++) y[j] += from[j];
                    }
                }
                for (size_t j = 0; j < channels; j++) y[j] *= share;
            }
        }
    }
}

LEARND_CLONES
void learnd_average_pool_backward(const learnd_pooling *p, size_t images, const float *dy, float *dx) {
    const size_t channels = p->channels;
    const float share = 1 / (float)(p->kernel_height * p->kernel_width);
    for (size_t image = 0; image < images; image++, dx += p->height * p->width * channels) {
        memset(dx, 0, p->height * p->width * channels * sizeof(float));
        for (size_t oy = 0; oy < p->out_height; oy++) {
            for (size_t ox = 0; ox < p->out_width; ox++, dy += channels) {
                const window w = window_at(p, oy, ox);
                for (size_t iy = w.top; iy < w.bottom; iy++) {
                    for (size_t ix = w.left; ix < w.right; ix++) {
                        float *to = dx + (iy * p->width + ix) * channels;
                        for (size_t j = 0; j < channels; j++) to[j] += share * dy[j];
                    }
                }
            }
        }
    }
}
