// Products by matrices of bfloat16 in panels for one instruction set, the factors brought back to 32 bits in registers: included after
// gemm_panels.h, with the same definitions. Sums are those of gemm_panels over the rounded matrix, bit for bit.

static inline __attribute__((always_inline)) TARGET NAME(lanes) NAME(even)(const uint32_t *pairs) {
    return (NAME(lanes))(*(const NAME(bits) *)pairs << 16);
}
static inline __attribute__((always_inline)) TARGET NAME(lanes) NAME(odd)(const uint32_t *pairs) {
    return (NAME(lanes))(*(const NAME(bits) *)pairs & (int32_t)0xffff0000);
}

// A block of a's rows times half a panel or a whole one. `next` and `share` as in panel_block, a step being a pair of rows here.
static inline __attribute__((always_inline)) TARGET void NAME(widened_block)(
    const size_t rows, size_t depth, const float *a, size_t lda, const uint32_t *b, float *c, size_t ldc, int accumulate, const float *bias,
    const char *next, size_t share) {
    NAME(lanes) sum[ROWS][2];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < 2; v++) sum[i][v] = accumulate ? NAME(load_part)(c + i * ldc + v * LANES, LANES) : (NAME(lanes)){0};
    }
    const float *left[(ROWS + 3) / 4];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i += 4) left[i / 4] = a + i * lda;
    const size_t thrice = 3 * lda;
    const float *own = c;
    size_t k = 0;
    for (; k + 4 <= depth; k += 4) {
        if (k % LINE == 0) {
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
        for (size_t step = 0; step < 4; step++) {
            const uint32_t *pairs = b + step / 2 * LEARND_PANEL;
            if (step % 2 == 0) {
                __builtin_prefetch(next, 0, 2);
                next += share;
            }
            const NAME(lanes) first = step % 2 ? NAME(odd)(pairs) : NAME(even)(pairs);
            const NAME(lanes) second = step % 2 ? NAME(odd)(pairs + LANES) : NAME(even)(pairs + LANES);
#pragma clang loop unroll(full)
            for (size_t i = 0; i < rows; i++) {
                const float x = left[i / 4][(i % 4 == 3 ? thrice : i % 4 * lda) + step];
                sum[i][0] += x * first;
                sum[i][1] += x * second;
            }
        }
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i += 4) left[i / 4] += 4;
        b += 2 * LEARND_PANEL;
    }
    for (; k < depth; k++) {
        const NAME(lanes) first = k % 2 ? NAME(odd)(b) : NAME(even)(b), second = k % 2 ? NAME(odd)(b + LANES) : NAME(even)(b + LANES);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            const float x = a[i * lda + k];
            sum[i][0] += x * first;
            sum[i][1] += x * second;
        }
        if (k % 2) b += LEARND_PANEL;
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
    case rows: NAME(widened_block)(rows, depth, a, lda, b, c, ldc, accumulate, bias, next, share); break
static TARGET void NAME(widened_rows)(
    size_t rows, size_t depth, const float *a, size_t lda, const uint32_t *b, float *c, size_t ldc, int accumulate, const float *bias,
    const char *next, size_t share) {
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

// As gemm_panels.
static TARGET void NAME(widened_panels)(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const uint32_t *panels, const float *bias, float *c, size_t ldc) {
    const size_t pairs = (k + 1) / 2, most = m <= 2 * ROWS ? k : PANEL_DEPTH, parts = LEARND_PANEL / (2 * LANES);
    for (size_t first = 0; first < n; first += LEARND_PANEL) {
        for (size_t start = 0; start < k; start += most) {
            const size_t depth = k - start < most ? k - start : most;
            const uint32_t *b = panels + first * pairs + start / 2 * LEARND_PANEL;
            // Where one block is all there is, its own lines not far ahead; else the next panel's.
            const size_t ahead = m <= ROWS ? PANEL_AHEAD : (depth + 1) / 2;
            const char *next = (const char *)(b + ahead * LEARND_PANEL);
            size_t row = 0;
            while (row < m) {
                const size_t left = m - row;
                const size_t rows = left >= 2 * ROWS - 1 || left == ROWS ? ROWS : left > ROWS ? (left + 1) / 2 : left;
                const size_t share = LEARND_PANEL * sizeof(uint32_t) * rows / (m * parts);
                for (size_t part = 0; part < parts; part++, next += share * (depth / 2)) {
                    const size_t column = part * 2 * LANES;
                    const float *own = bias && start + depth == k ? bias + first + column : 0;
                    NAME(widened_rows)(
                        rows, depth, a + row * lda + start, lda, b + column, c + row * ldc + first + column, ldc, start > 0, own, next, share);
                }
                row += rows;
            }
        }
    }
}
