// Convolutions of 3 × 3 with stride 1 by Winograd's minimal filtering F(2 × 2, 3 × 3) (Lavin, Gray 2015): an output tile of 2 × 2 pixels takes 16
// products a pair of channels instead of 36.
//
//     Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A
//
// For each of the 16 places of a transformed tile the sum over channels is a matrix product of tiles × channels. The transforms only add, subtract
// and halve, so that little is lost: errors stay within a few roundings of the direct sum's.
#include <string.h>

#include "convolution.h"

// Sixteen channels side by side, in as many registers as the CPU needs for them. Where the channels are no multiple of it the last step goes back
// over some of them: nothing is summed, so the same is written twice.
typedef float lanes __attribute__((vector_size(64), aligned(4)));
typedef int32_t whole __attribute__((vector_size(64), aligned(4)));

enum {
    LANES = 16,
    PLACES = 16,
    TILE_FLOATS = 131072  // of a block's transformed inputs and outputs: 512 KiB
};

// Where the step from `next` on begins.
static inline __attribute__((always_inline)) size_t stepped(size_t next, size_t count) { return next + LANES <= count ? next : count - LANES; }

// The channels from here on. No function: a register of one set may not be handed to one of another.
#define AT(place) (*(lanes *)(uintptr_t)(place))

// Rows of tiles in a block: by shape alone.
static size_t block_rows(const winograd *w) {
    const size_t across = (w->out_width + 1) / 2;
    const size_t rows = TILE_FLOATS / (PLACES * across * (w->channels + w->outputs));
    const size_t all = (w->out_height + 1) / 2;
    return rows < 1 ? 1 : rows < all ? rows : all;
}

size_t winograd_scratch(const winograd *w) {
    const size_t tiles = block_rows(w) * ((w->out_width + 1) / 2);
    return PLACES * (w->channels * w->outputs + tiles * (w->channels + w->outputs)) + w->channels + 16;
}

// u[place][row][column] = (G g Gᵀ)[place] for each pair of channels.
LEARND_CLONES
static void transform_weights(const winograd *w, float *restrict u) {
    const size_t size = w->channels * w->outputs;
    for (size_t row = 0; row < w->channels; row++) {
        const float *g = w->weights + row * w->weight_row;
        float *to = u + row * w->outputs;
        for (size_t next = 0; next < w->outputs; next += LANES) {
            const size_t j = stepped(next, w->outputs);
            lanes half[4][3];
#pragma clang loop unroll(full)
            for (int x = 0; x < 3; x++) {
                const lanes a = AT(g + w->place[0][x] + j), b = AT(g + w->place[1][x] + j), c = AT(g + w->place[2][x] + j);
                half[0][x] = a;
                half[1][x] = 0.5f * ((a + c) + b);
                half[2][x] = 0.5f * ((a + c) - b);
                half[3][x] = c;
            }
#pragma clang loop unroll(full)
            for (int y = 0; y < 4; y++) {
                const lanes a = half[y][0], b = half[y][1], c = half[y][2];
                AT(to + (size_t)(4 * y) * size + j) = a;
                AT(to + (size_t)(4 * y + 1) * size + j) = 0.5f * ((a + c) + b);
                AT(to + (size_t)(4 * y + 2) * size + j) = 0.5f * ((a + c) - b);
                AT(to + (size_t)(4 * y + 3) * size + j) = c;
            }
        }
    }
}

// v[place][tile][channel] = (Bᵀ d B)[place] for the tiles of rows first..<last. `zeros`: as many as there are channels.
LEARND_CLONES
static void transform_inputs(const winograd *w, const float *x, size_t first, size_t last, const float *zeros, float *restrict v) {
    const size_t across = (w->out_width + 1) / 2;
    const size_t size = (last - first) * across * w->channels;
    for (size_t ty = first; ty < last; ty++) {
        for (size_t tx = 0; tx < across; tx++, v += w->channels) {
            const float *d[4][4];
            for (size_t i = 0; i < 4; i++) {
                for (size_t j = 0; j < 4; j++) {
                    const ptrdiff_t iy = (ptrdiff_t)(2 * ty + i) - (ptrdiff_t)w->padding;
                    const ptrdiff_t ix = (ptrdiff_t)(2 * tx + j) - (ptrdiff_t)w->padding;
                    const int inside = iy >= 0 && iy < (ptrdiff_t)w->height && ix >= 0 && ix < (ptrdiff_t)w->width;
                    d[i][j] = inside ? x + ((size_t)iy * w->width + (size_t)ix) * w->channels : zeros;
                }
            }
            for (size_t next = 0; next < w->channels; next += LANES) {
                const size_t c = stepped(next, w->channels);
                lanes t[4][4];
#pragma clang loop unroll(full)
                for (int j = 0; j < 4; j++) {
                    const lanes a = AT(d[0][j] + c), b = AT(d[1][j] + c), e = AT(d[2][j] + c), f = AT(d[3][j] + c);
                    t[0][j] = a - e;
                    t[1][j] = b + e;
                    t[2][j] = e - b;
                    t[3][j] = b - f;
                }
#pragma clang loop unroll(full)
                for (int i = 0; i < 4; i++) {
                    AT(v + (size_t)(4 * i) * size + c) = t[i][0] - t[i][2];
                    AT(v + (size_t)(4 * i + 1) * size + c) = t[i][1] + t[i][2];
                    AT(v + (size_t)(4 * i + 2) * size + c) = t[i][2] - t[i][1];
                    AT(v + (size_t)(4 * i + 3) * size + c) = t[i][1] - t[i][3];
                }
            }
        }
    }
}

// This way round NaN stays NaN: it must not pass for a result.
#define FINISH(place, total) \
    do { \
        lanes sum = total; \
        if (bias) sum += AT(bias + k); \
        if (relu) sum = (lanes)(~(sum < 0) & (whole)sum); \
        AT(place) = sum; \
    } while (0)

// y = Aᵀ m A + bias for the tiles of rows first..<last; what lies beyond the image is left out.
LEARND_CLONES
static void transform_outputs(
    const winograd *w, const float *restrict m, size_t first, size_t last, const float *bias, int relu, float *restrict y) {
    const size_t across = (w->out_width + 1) / 2;
    const size_t size = (last - first) * across * w->outputs;
    for (size_t ty = first; ty < last; ty++) {
        for (size_t tx = 0; tx < across; tx++, m += w->outputs) {
            float *to = y + (2 * ty * w->out_width + 2 * tx) * w->outputs;
            const int right = 2 * tx + 1 < w->out_width, below = 2 * ty + 1 < w->out_height;
            const size_t line = w->out_width * w->outputs;
            for (size_t next = 0; next < w->outputs; next += LANES) {
                const size_t k = stepped(next, w->outputs);
                lanes t[2][4];
#pragma clang loop unroll(full)
                for (int j = 0; j < 4; j++) {
                    const lanes a = AT(m + (size_t)j * size + k), b = AT(m + (size_t)(4 + j) * size + k);
                    const lanes c = AT(m + (size_t)(8 + j) * size + k), e = AT(m + (size_t)(12 + j) * size + k);
                    t[0][j] = a + b + c;
                    t[1][j] = b - c - e;
                }
                FINISH(to + k, t[0][0] + t[0][1] + t[0][2]);
                if (right) FINISH(to + w->outputs + k, t[0][1] - t[0][2] - t[0][3]);
                if (below) FINISH(to + line + k, t[1][0] + t[1][1] + t[1][2]);
                if (below && right) FINISH(to + line + w->outputs + k, t[1][1] - t[1][2] - t[1][3]);
            }
        }
    }
}

void winograd_run(const winograd *w, size_t images, const float *x, const float *bias, int relu, float *y, float *scratch) {
    const size_t across = (w->out_width + 1) / 2, down = (w->out_height + 1) / 2, step = block_rows(w);
    const size_t size = w->channels * w->outputs;
    float *zeros = scratch;
    float *u = zeros + (w->channels + 15) / 16 * 16;
    float *v = u + PLACES * size;
    float *m = v + PLACES * step * across * w->channels;
    memset(zeros, 0, w->channels * sizeof(float));
    transform_weights(w, u);
    for (size_t image = 0; image < images; image++) {
        for (size_t first = 0; first < down; first += step) {
            const size_t last = first + step < down ? first + step : down;
            const size_t tiles = (last - first) * across;
            transform_inputs(w, x, first, last, zeros, v);
            for (size_t place = 0; place < PLACES; place++)
                learnd_gemm(
                    tiles, w->outputs, w->channels, v + place * tiles * w->channels, w->channels, 1, u + place * size, w->outputs,
                    m + place * tiles * w->outputs, w->outputs, 0);
            transform_outputs(w, m, first, last, bias, relu, y);
        }
        x += w->height * w->width * w->channels;
        y += w->out_height * w->out_width * w->outputs;
    }
}
