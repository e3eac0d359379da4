// A weight's gradient for one instruction set: included after gemm_panels.h, with the same definitions. Elements are summed as there.
//
// Some columns of a and some of b's panels make a tile of c that stays in the second-level cache while k goes by, GRADIENT_DEPTH steps at a time. In
// these a is read where it lies, b from a copy of one panel: its own rows lie so far apart that a panel of them would not stay in the first-level
// cache. What comes after is asked for and copied in between a block's products, since a copy that waits for memory keeps the multipliers waiting.

// Rows of a and b that are gone through at once: half as many on CPUs with narrow registers, whose blocks are so low that each line of a is read often.
#undef GRADIENT_DEPTH
#define GRADIENT_DEPTH (LANES == 16 ? 128 : 64)

// What a block of a gradient sees to beside its own products.
typedef struct {
    // Lines of rows that come after, asked for one after another.
    const float *a, *b;
    // The rows of b's next panel that are still to be copied, where to, and the sums of its columns, to which each is added (NULL: not wanted).
    const float *from;
    size_t rows, ldb;
    float *to, *sums;
} NAME(aside);

static inline __attribute__((always_inline)) TARGET void NAME(copy_row)(NAME(aside) *next) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < LEARND_PANEL; v += LANES) {
        const NAME(lanes) lanes = *(const NAME(lanes) *)(next->from + v);
        *(NAME(lanes) *)(next->to + v) = lanes;
        if (next->sums) *(NAME(lanes) *)(next->sums + v) += lanes;
    }
    next->from += next->ldb;
    next->to += LEARND_PANEL;
    next->rows--;
}

// The first `rows` rows of a block of c, for ROWS floats of a and a row of b's panel at each of `depth` steps.
static TARGET void NAME(gradient_block)(
    size_t rows, size_t depth, const float *a, size_t lda, const float *b, float *c, int accumulate, NAME(aside) *next) {
    NAME(lanes) sum[ROWS][2];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < ROWS; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < 2; v++)
            sum[i][v] = accumulate && i < rows ? NAME(load_part)(c + i * LEARND_PANEL + v * LANES, LANES) : (NAME(lanes)){0};
    }
#define STEP(step)                                                                                                                                   \
    const NAME(lanes) first = *(const NAME(lanes) *)(b + (step) * LEARND_PANEL), second = *(const NAME(lanes) *)(b + (step) * LEARND_PANEL + LANES); \
    _Pragma("clang loop unroll(full)") for (size_t i = 0; i < ROWS; i++) {                                                                           \
        const float x = a[(step) * lda + i];                                                                                                         \
        sum[i][0] += x * first;                                                                                                                      \
        sum[i][1] += x * second;                                                                                                                     \
    }
    // The next block's, which often lies behind.
    const float *behind = c + ROWS * LEARND_PANEL;
    size_t k = 0;
    for (; k + PANEL_STEPS <= depth; k += PANEL_STEPS, a += PANEL_STEPS * lda, b += PANEL_STEPS * LEARND_PANEL) {
        LEARND_OPAQUE(a);
        LEARND_OPAQUE(b);
        __builtin_prefetch(behind, 1, 3);
        behind += LINE;
        if (k % LINE == 0) {
            __builtin_prefetch(next->a, 0, 2);
            next->a += LINE;
        } else if (k % LINE == LINE / 2) {
            __builtin_prefetch(next->b, 0, 2);
            next->b += LINE;
        } else if (k % (2 * LINE) == PANEL_STEPS && next->rows > 0) {
            NAME(copy_row)(next);
        }
#pragma clang loop unroll(full)
        for (size_t step = 0; step < PANEL_STEPS; step++) {
            STEP(step)
        }
    }
    for (; k < depth; k++, a += lda, b += LEARND_PANEL) {
        STEP(0)
    }
#undef STEP
#pragma clang loop unroll(full)
    for (size_t i = 0; i < ROWS; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < 2; v++) {
            if (i < rows) *(NAME(lanes) *)(c + i * LEARND_PANEL + v * LANES) = sum[i][v];
        }
    }
}

// `columns` of a, fewer than ROWS: a block [depth, ROWS], what a lacks as 0.
static TARGET void NAME(copy_columns)(size_t columns, size_t depth, const float *a, size_t lda, float *copy) {
    memset(copy, 0, depth * ROWS * sizeof(float));
    for (size_t k = 0; k < depth; k++) memcpy(copy + k * ROWS, a + k * lda, columns * sizeof(float));
}

// The line of that number in GRADIENT_DEPTH rows of so many; the first one again behind the last.
static inline TARGET const float *NAME(line)(size_t number, const float *rows, size_t ld, size_t lines) {
    return number < GRADIENT_DEPTH * lines ? rows + number / lines * ld + number % lines * LINE : rows;
}

// A tile of c, whose panels lie `panel` floats apart: all rows of `tall` columns of a, and of `wide` columns of b. `next_a` and `next_b` are where the
// rows of the tile after it begin.
static TARGET void NAME(gradient_tile)(
    size_t tall, size_t wide, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c, size_t panel, float *sums,
    const float *next_a, const float *next_b) {
    _Alignas(64) float copies[2][LEARND_PANEL * GRADIENT_DEPTH], edge[ROWS * GRADIENT_DEPTH];
    const size_t whole = tall / ROWS * ROWS, a_lines = (tall + LINE - 1) / LINE, b_lines = (wide + LINE - 1) / LINE;
    NAME(aside) next = {.from = b, .rows = k < GRADIENT_DEPTH ? k : GRADIENT_DEPTH, .ldb = ldb, .to = copies[0], .sums = sums};
    int turn = 0;
    for (size_t start = 0; start < k; start += GRADIENT_DEPTH) {
        const size_t left = k - start, depth = left < GRADIENT_DEPTH ? left : GRADIENT_DEPTH, after = left - depth;
        const float *steps = a + start * lda, *from = b + start * ldb;
        const float *a_after = after > 0 ? steps + depth * lda : next_a, *b_after = after > 0 ? from + depth * ldb : next_b;
        if (whole < tall) NAME(copy_columns)(tall - whole, depth, steps + whole, lda, edge);
        size_t asked = 0;
        for (size_t p = 0; p < wide; p += LEARND_PANEL) {
            while (next.rows > 0) NAME(copy_row)(&next);
            const float *own = copies[turn];
            turn = !turn;
            const size_t following = p + LEARND_PANEL;
            next.to = copies[turn];
            next.from = following < wide ? from + following : b_after;
            next.rows = following < wide ? depth : after < GRADIENT_DEPTH ? after : GRADIENT_DEPTH;
            if (sums) next.sums = following < wide ? sums + following : sums;
            for (size_t row = 0; row < tall; row += ROWS) {
                for (size_t part = 0; part < LEARND_PANEL; part += 2 * LANES, asked += depth / LINE) {
                    next.a = NAME(line)(asked, a_after, lda, a_lines);
                    next.b = NAME(line)(asked, b_after, ldb, b_lines);
                    NAME(gradient_block)(
                        row < whole ? ROWS : tall - whole, depth, row < whole ? steps + row : edge, row < whole ? lda : ROWS, own + part,
                        c + p / LEARND_PANEL * panel + row * LEARND_PANEL + part, start > 0, &next);
                }
            }
        }
    }
}

// c = aᵀ · b in panels, for a[k, m] and b[k, n] whose rows are lda and ldb floats apart; sums[n] of b's columns, row after row (NULL: not wanted).
static TARGET void NAME(panel_gradient)(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c, float *sums) {
    for (size_t j = 0; sums && j < n; j++) sums[j] = 0;
    for (size_t column = 0; column < n; column += GRADIENT_COLUMNS) {
        const size_t wide = n - column < GRADIENT_COLUMNS ? n - column : GRADIENT_COLUMNS;
        for (size_t row = 0; row < m; row += GRADIENT_ROWS) {
            const size_t tall = m - row < GRADIENT_ROWS ? m - row : GRADIENT_ROWS;
            const int last = row + tall == m;
            NAME(gradient_tile)(
                tall, wide, k, a + row, lda, b + column, ldb, c + column * m + row * LEARND_PANEL, m * LEARND_PANEL,
                sums && row == 0 ? sums + column : 0, last ? a : a + row + tall, last ? b + column + wide : b + column);
        }
    }
}
