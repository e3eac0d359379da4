// Products by matrices in panels for one instruction set: included after gemm_loops.h, with the same definitions. Elements are summed as there, one
// chain of multiply-adds over k each.

// Which lines of a matrix in panels a block asks for before they are needed; without, products stand still until memory has brought them.
//   NAME(alone)  the block's own, two a row of the panel, not far ahead: where one block is all there is
//   NAME(shared) `share` bytes a row from `next` on, into the second-level cache: each block asks for its share of the panel that comes after. And
//                into the first-level one the next lines of a's rows, and its own of c, which else are waited for when it is written
//   NAME(none)   none
enum { NAME(none), NAME(alone), NAME(shared) };

// A block of a's rows times half a panel or a whole one, all of whose columns there are. Where `scaled`, c is multiplied by the product.
static inline __attribute__((always_inline)) TARGET void NAME(panel_block)(
    const size_t rows, const int asks, const int scaled, size_t depth, const float *a, size_t lda, const float *b, float *c, size_t ldc, int accumulate,
    const float *bias, const char *next, size_t share) {
    NAME(lanes) sum[ROWS][2];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < 2; v++) sum[i][v] = accumulate ? NAME(load_part)(c + i * ldc + v * LANES, LANES) : (NAME(lanes)){0};
    }
    // One pointer for four rows, the others so far from it that an address can say it: adding takes turns from multiplying.
    const float *left[(ROWS + 3) / 4];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i += 4) left[i / 4] = a + i * lda;
    const size_t thrice = 3 * lda;
    const float *own = c;
    size_t k = 0;
    for (; k + PANEL_STEPS <= depth; k += PANEL_STEPS) {
        if (asks == NAME(shared) && k % LINE == 0) {
#pragma clang loop unroll(full)
            for (size_t i = 0; i < rows; i++) __builtin_prefetch(left[i / 4] + (i % 4 == 3 ? thrice : i % 4 * lda) + LINE, 0, 3);
            if (k % (2 * LINE) == 0) {
                for (size_t v = 0; v < 2 * LANES; v += LINE) __builtin_prefetch(own + v, 1, 3);
                own += ldc;
            }
        }
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i += 4) LEARND_OPAQUE(left[i / 4]);
        LEARND_OPAQUE(b);
#pragma clang loop unroll(full)
        for (size_t step = 0; step < PANEL_STEPS; step++) {
            const float *row = b + step * LEARND_PANEL;
            if (asks == NAME(alone)) {
                // A panel's row is two lines.
                __builtin_prefetch(row + PANEL_AHEAD * LEARND_PANEL, 0, 3);
                __builtin_prefetch(row + PANEL_AHEAD * LEARND_PANEL + LINE, 0, 3);
            } else if (asks == NAME(shared)) {
                __builtin_prefetch(next, 0, 2);
                next += share;
            }
            const NAME(lanes) first = *(const NAME(lanes) *)row, second = *(const NAME(lanes) *)(row + LANES);
#pragma clang loop unroll(full)
            for (size_t i = 0; i < rows; i++) {
                const float x = left[i / 4][(i % 4 == 3 ? thrice : i % 4 * lda) + step];
                sum[i][0] += x * first;
                sum[i][1] += x * second;
            }
        }
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i += 4) left[i / 4] += PANEL_STEPS;
        b += PANEL_STEPS * LEARND_PANEL;
    }
    for (; k < depth; k++, b += LEARND_PANEL) {
        const NAME(lanes) first = *(const NAME(lanes) *)b, second = *(const NAME(lanes) *)(b + LANES);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            const float x = a[i * lda + k];
            sum[i][0] += x * first;
            sum[i][1] += x * second;
        }
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < 2; v++) {
            if (bias) sum[i][v] += *(const NAME(lanes) *)(bias + v * LANES);
            if (scaled) sum[i][v] *= *(const NAME(lanes) *)(c + i * ldc + v * LANES);
            *(NAME(lanes) *)(c + i * ldc + v * LANES) = sum[i][v];
        }
    }
}

#define BLOCK_OF(rows)                                                                                                                               \
    case rows: NAME(panel_block)(rows, asks, scaled, depth, a, lda, b, c, ldc, accumulate, bias, next, share); break
static inline __attribute__((always_inline)) TARGET void NAME(panel_rows)(
    size_t rows, const int asks, const int scaled, size_t depth, const float *a, size_t lda, const float *b, float *c, size_t ldc, int accumulate,
    const float *bias, const char *next, size_t share) {
    switch (rows) {
        BLOCK_OF(1);
        BLOCK_OF(2);
        BLOCK_OF(3);
        BLOCK_OF(4);
        BLOCK_OF(5);
        BLOCK_OF(6);
#if ROWS > 6
        BLOCK_OF(7);
        BLOCK_OF(8);
        BLOCK_OF(9);
        BLOCK_OF(10);
        BLOCK_OF(11);
        BLOCK_OF(12);
#endif
    default: break;
    }
}
#undef BLOCK_OF

static TARGET void NAME(any_rows)(
    size_t rows, int asks, int scaled, size_t depth, const float *a, size_t lda, const float *b, float *c, size_t ldc, int accumulate,
    const float *bias, const char *next, size_t share) {
    if (scaled)
        NAME(panel_rows)(rows, NAME(shared), 1, depth, a, lda, b, c, ldc, 0, 0, next, share);
    else if (asks == NAME(shared))
        NAME(panel_rows)(rows, NAME(shared), 0, depth, a, lda, b, c, ldc, accumulate, bias, next, share);
    else if (asks == NAME(alone))
        NAME(panel_rows)(rows, NAME(alone), 0, depth, a, lda, b, c, ldc, accumulate, bias, 0, 0);
    else
        NAME(panel_rows)(rows, NAME(none), 0, depth, a, lda, b, c, ldc, accumulate, bias, 0, 0);
}

// Each panel against all rows of a, while the next one comes from memory. The last panel's blocks ask for what lies behind it: often the matrix that
// is multiplied by next, and of no matter where it is not.
static TARGET void NAME(chunk_of_rows)(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc, int scaled) {
    const int few = m <= 2 * ROWS;
    const size_t most = few || scaled ? k : PANEL_DEPTH, parts = LEARND_PANEL / (2 * LANES);
    for (size_t first = 0; first < n; first += LEARND_PANEL) {
        for (size_t start = 0; start < k; start += most) {
            const size_t depth = k - start < most ? k - start : most;
            const float *b = panels + first * k + start * LEARND_PANEL;
            const char *next = (const char *)(b + depth * LEARND_PANEL);
            size_t row = 0;
            while (row < m) {
                const size_t left = m - row;
                const size_t rows = left >= 2 * ROWS - 1 || left == ROWS ? ROWS : left > ROWS ? (left + 1) / 2 : left;
                const size_t share = LEARND_PANEL * sizeof(float) * rows / (m * parts);
                for (size_t part = 0; part < parts; part++, next += share * depth) {
                    const size_t column = part * 2 * LANES;
                    const float *own = bias && start + depth == k ? bias + first + column : 0;
                    NAME(any_rows)(
                        rows, m <= ROWS ? part == 0 ? NAME(alone) : NAME(none) : NAME(shared), scaled, depth, a + row * lda + start, lda, b + column,
                        c + row * ldc + first + column, ldc, start > 0, own, next, share);
                }
                row += rows;
            }
        }
    }
}

// Many rows are gone through in chunks: otherwise all of a would come from memory again for each panel.
static TARGET void NAME(gemm_panels)(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc, int scaled) {
    const size_t fits = PANEL_CHUNK / k / ROWS * ROWS, chunk = fits > 8 * ROWS ? fits : 8 * ROWS;
    for (size_t row = 0, rows; row < m; row += rows) {
        const size_t left = m - row;
        // No small one at the end.
        rows = left >= 2 * chunk ? chunk : left > chunk ? (left / 2 + ROWS - 1) / ROWS * ROWS : left;
        NAME(chunk_of_rows)(rows, n, k, a + row * lda, lda, panels, bias, c + row * ldc, ldc, scaled);
    }
}
