// Products by matrices in panels for one instruction set: included after gemm_loops.h, with the same definitions. Elements are summed as there, one
// chain of multiply-adds over k each.

// A block of a's rows times half a panel or a whole one, all of whose columns there are. `asks`: whether the panel's floats are asked for a little
// before they are needed.
static inline __attribute__((always_inline)) TARGET void NAME(panel_block)(
    const size_t rows, const int asks, size_t depth, const float *a, size_t lda, const float *b, float *c, size_t ldc, int accumulate,
    const float *bias) {
    NAME(lanes) sum[ROWS][2];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < 2; v++) sum[i][v] = accumulate ? NAME(load_part)(c + i * ldc + v * LANES, LANES) : (NAME(lanes)){0};
    }
    for (size_t k = 0; k < depth; k++) {
        const float *row = b + k * LEARND_PANEL;
        if (asks) {
            // Cache lines of 16 floats, of which a panel's row has two.
            __builtin_prefetch(row + PANEL_AHEAD * LEARND_PANEL, 0, 3);
            __builtin_prefetch(row + PANEL_AHEAD * LEARND_PANEL + 16, 0, 3);
        }
        const NAME(lanes) first = *(const NAME(lanes) *)row, second = *(const NAME(lanes) *)(row + LANES);
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
            *(NAME(lanes) *)(c + i * ldc + v * LANES) = sum[i][v];
        }
    }
}

#define BLOCK_OF(rows)                                                                                                                               \
    case rows: NAME(panel_block)(rows, asks, depth, a, lda, b, c, ldc, accumulate, bias); break
static inline __attribute__((always_inline)) TARGET void NAME(panel_rows)(
    size_t rows, const int asks, size_t depth, const float *a, size_t lda, const float *b, float *c, size_t ldc, int accumulate,
    const float *bias) {
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
    size_t rows, int asks, size_t depth, const float *a, size_t lda, const float *b, float *c, size_t ldc, int accumulate,
    const float *bias) {
    if (asks)
        NAME(panel_rows)(rows, 1, depth, a, lda, b, c, ldc, accumulate, bias);
    else
        NAME(panel_rows)(rows, 0, depth, a, lda, b, c, ldc, accumulate, bias);
}

// Each panel against all rows of a, of which the first block asks for it: it comes from memory once.
static TARGET void NAME(gemm_panels)(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc) {
    const int few = m <= 2 * ROWS;
    const size_t most = few ? k : PANEL_DEPTH;
    for (size_t first = 0; first < n; first += LEARND_PANEL) {
        for (size_t start = 0; start < k; start += most) {
            const size_t depth = k - start < most ? k - start : most;
            const float *b = panels + first * k + start * LEARND_PANEL;
            size_t row = 0;
            while (row < m) {
                const size_t left = m - row;
                const size_t rows = left >= 2 * ROWS - 1 || left == ROWS ? ROWS : left > ROWS ? (left + 1) / 2 : left;
                for (size_t part = 0; part < LEARND_PANEL; part += 2 * LANES) {
                    const float *own = bias && start + depth == k ? bias + first + part : 0;
                    NAME(any_rows)(
                        rows, row == 0 && part == 0, depth, a + row * lda + start, lda, b + part, c + row * ldc + first + part, ldc, start > 0, own);
                }
                row += rows;
            }
        }
    }
}

// c += aᵀ · b in panels, for a[k, m] and b[k, n] whose rows are lda and ldb floats apart: a's columns are turned to rows and b's panels copied together
// once for many blocks, since where rows lie far apart each of their floats is a cache line of its own.
static TARGET void NAME(panel_gradient)(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c) {
    _Alignas(64) float turned[GRADIENT_ROWS * GRADIENT_DEPTH], packed[GRADIENT_PANELS * LEARND_PANEL * GRADIENT_DEPTH];
    for (size_t first = 0; first < n; first += GRADIENT_PANELS * LEARND_PANEL) {
        const size_t columns = n - first < GRADIENT_PANELS * LEARND_PANEL ? n - first : GRADIENT_PANELS * LEARND_PANEL;
        for (size_t start = 0; start < k; start += GRADIENT_DEPTH) {
            const size_t depth = k - start < GRADIENT_DEPTH ? k - start : GRADIENT_DEPTH;
            for (size_t row = 0; row < depth; row++) {
                const float *from = b + (start + row) * ldb + first;
                for (size_t p = 0; p < columns; p += LEARND_PANEL)
                    memcpy(packed + p * GRADIENT_DEPTH + row * LEARND_PANEL, from + p, LEARND_PANEL * sizeof(float));
            }
            for (size_t group = 0; group < m; group += GRADIENT_ROWS) {
                const size_t all = m - group < GRADIENT_ROWS ? m - group : GRADIENT_ROWS;
                learnd_transpose_strided(depth, all, a + start * lda + group, lda, turned, GRADIENT_DEPTH);
                for (size_t p = 0; p < columns; p += LEARND_PANEL) {
                    float *to = c + (first + p) * m + group * LEARND_PANEL;
                    for (size_t row = 0, rows; row < all; row += rows) {
                        rows = all - row < ROWS ? all - row : ROWS;
                        for (size_t part = 0; part < LEARND_PANEL; part += 2 * LANES) {
                            NAME(any_rows)(
                                rows, 0, depth, turned + row * GRADIENT_DEPTH, GRADIENT_DEPTH, packed + p * GRADIENT_DEPTH + part,
                                to + row * LEARND_PANEL + part, LEARND_PANEL, start > 0, 0);
                        }
                    }
                }
            }
        }
    }
}
