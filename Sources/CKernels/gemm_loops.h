// The matrix product for one instruction set. Included once for each, with these defined:
//   NAME(x)    the set's name for x          TARGET   its attribute
//   LANES      floats in a register          ROWS     rows of a in a block
//   load_part, store_part                    the first `count` lanes of a register, from and to memory
//
// A block of a's rows times a panel of b's columns is summed in registers over k, in order: each element of c is one chain of multiply-adds,
// whatever the block it falls into. So no choice made here (sizes, packing, edges) can change a result's bits.

typedef float NAME(lanes) __attribute__((vector_size(LANES * 4), aligned(4)));
typedef int32_t NAME(bits) __attribute__((vector_size(LANES * 4), aligned(4)));

// `rows` and `vectors` are constants at every call, so that the sums stay in registers. All `vectors · LANES` columns of b's rows are read
// (what lies beyond `columns` goes nowhere), only `columns` of c are touched.
static inline __attribute__((always_inline)) TARGET void NAME(block)(
    const size_t rows, const size_t vectors, size_t depth, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c,
    size_t ldc, size_t columns, int accumulate, epilogue end) {
    NAME(lanes) sum[ROWS][WIDE];
    const size_t whole = columns / LANES;
    const size_t part = columns % LANES;
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) {
            sum[i][v] = (NAME(lanes)){0};
            if (accumulate) {
                const float *from = c + i * ldc + v * LANES;
                if (v < whole)
                    sum[i][v] = *(const NAME(lanes) *)from;
                else if (v == whole && part > 0)
                    sum[i][v] = NAME(load_part)(from, part);
            }
        }
    }
    for (size_t k = 0; k < depth; k++) {
        NAME(lanes) right[WIDE];
        const float *row = b + k * ldb;
        const float *left = a + k * a_column;
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) right[v] = *(const NAME(lanes) *)(row + v * LANES);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            const float x = left[i * a_row];
#pragma clang loop unroll(full)
            for (size_t v = 0; v < vectors; v++) sum[i][v] += x * right[v];
        }
    }
    if (end.bias) {
        NAME(lanes) bias[WIDE];
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) {
            if (v < whole)
                bias[v] = *(const NAME(lanes) *)(end.bias + v * LANES);
            else if (v == whole && part > 0)
                bias[v] = NAME(load_part)(end.bias + v * LANES, part);
            else
                bias[v] = (NAME(lanes)){0};
        }
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
            for (size_t v = 0; v < vectors; v++) sum[i][v] += bias[v];
        }
    }
    if (end.relu) {
#pragma clang loop unroll(full)
        for (size_t i = 0; i < rows; i++) {
            // This way round NaN stays NaN: it must not pass for a result.
#pragma clang loop unroll(full)
            for (size_t v = 0; v < vectors; v++) sum[i][v] = (NAME(lanes))((NAME(bits))sum[i][v] & ~(NAME(bits))(sum[i][v] < 0));
        }
    }
#pragma clang loop unroll(full)
    for (size_t i = 0; i < rows; i++) {
#pragma clang loop unroll(full)
        for (size_t v = 0; v < vectors; v++) {
            float *to = c + i * ldc + v * LANES;
            if (v < whole)
                *(NAME(lanes) *)to = sum[i][v];
            else if (v == whole && part > 0)
                NAME(store_part)(to, sum[i][v], part);
        }
    }
}

// All rows of a against some panels side by side, each of which is read again for every block of rows.
static inline __attribute__((always_inline)) TARGET void NAME(all_rows)(
    const size_t vectors, size_t panels, size_t m, size_t depth, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c,
    size_t ldc, size_t columns, int accumulate, epilogue end) {
#define ROWS_OF(rows)                                                                                                                                \
    for (size_t p = 0; p < panels; p++)                                                                                                              \
    NAME(block)(                                                                                                                                     \
        rows, vectors, depth, a, a_row, a_column, b + p * vectors * LANES, ldb, c + p * vectors * LANES, ldc, columns, accumulate,                   \
        (epilogue){end.bias ? end.bias + p * vectors * LANES : 0, end.relu})
    for (; m >= 2 * ROWS - 1 || m == ROWS; m -= ROWS, a += ROWS * a_row, c += ROWS * ldc) ROWS_OF(ROWS);
    // What is left over is one block or two of one size, fewer than ROWS: one of a few rows would keep the multipliers waiting.
    for (size_t rows = m > ROWS ? (m + 1) / 2 : m; m > 0; m -= rows, a += rows * a_row, c += rows * ldc, rows = m) {
        switch (rows) {
        case 1: ROWS_OF(1); break;
        case 2: ROWS_OF(2); break;
        case 3: ROWS_OF(3); break;
        case 4: ROWS_OF(4); break;
        case 5: ROWS_OF(5); break;
#if ROWS > 6
        case 6: ROWS_OF(6); break;
        case 7: ROWS_OF(7); break;
        case 8: ROWS_OF(8); break;
        case 9: ROWS_OF(9); break;
        case 10: ROWS_OF(10); break;
        case 11: ROWS_OF(11); break;
#endif
        default: break;
        }
    }
#undef ROWS_OF
}

// Panels of whole registers, the road of most products: nothing to be asked about columns.
static TARGET void NAME(whole_panels)(
    size_t panels, size_t m, size_t depth, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc,
    int accumulate, epilogue end) {
    NAME(all_rows)(2, panels, m, depth, a, a_row, a_column, b, ldb, c, ldc, 2 * LANES, accumulate, end);
}

// Few rows leave registers free: a wider panel then keeps the multipliers busy.
static inline __attribute__((always_inline)) TARGET void NAME(few_rows)(
    const size_t vectors, size_t m, size_t depth, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc,
    size_t columns, int accumulate, epilogue end) {
    for (size_t i = 0; i < m; i++)
        NAME(block)(1, vectors, depth, a + i * a_row, a_row, a_column, b, ldb, c + i * ldc, ldc, columns, accumulate, end);
}

static TARGET void NAME(panel)(
    size_t vectors, int few, size_t m, size_t depth, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc,
    size_t columns, int accumulate, epilogue end) {
    if (vectors == WIDE)
        NAME(few_rows)(WIDE, m, depth, a, a_row, a_column, b, ldb, c, ldc, columns, accumulate, end);
    else if (vectors == 4)
        NAME(few_rows)(4, m, depth, a, a_row, a_column, b, ldb, c, ldc, columns, accumulate, end);
    else if (few && vectors == 2)
        NAME(few_rows)(2, m, depth, a, a_row, a_column, b, ldb, c, ldc, columns, accumulate, end);
    else if (few)
        NAME(few_rows)(1, m, depth, a, a_row, a_column, b, ldb, c, ldc, columns, accumulate, end);
    else if (columns == 2 * LANES)
        NAME(whole_panels)(1, m, depth, a, a_row, a_column, b, ldb, c, ldc, accumulate, end);
    else if (vectors == 2)
        NAME(all_rows)(2, 1, m, depth, a, a_row, a_column, b, ldb, c, ldc, columns, accumulate, end);
    else
        NAME(all_rows)(1, 1, m, depth, a, a_row, a_column, b, ldb, c, ldc, columns, accumulate, end);
}

static TARGET void NAME(gemm)(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc, int accumulate,
    epilogue end) {
    _Alignas(64) float packed[DEPTH * 2 * LANES];
    const int few = m < 4;
    const size_t widest = few ? WIDE : 2;
    size_t first = 0;
    if (!few && k <= DEPTH && (m <= ROWS || k * ldb <= NEAR)) {
        // One stretch of depth, and one block of rows or a b that stays near: all whole panels at once, so that c's rows are gone along.
        const size_t panels = n / (2 * LANES);
        NAME(whole_panels)(panels, m, k, a, a_row, a_column, b, ldb, c, ldc, accumulate, end);
        first = panels * 2 * LANES;
    }
    while (first < n) {
        size_t vectors = widest;
        while (vectors > 1 && (n - first) <= vectors / 2 * LANES) vectors /= 2;
        const size_t panel = vectors * LANES;
        const size_t columns = n - first < panel ? n - first : panel;
        const int pack = m >= PACKED_ROWS && columns == 2 * LANES && ldb > columns;
        for (size_t start = 0; start < k; start += DEPTH) {
            const size_t depth = k - start < DEPTH ? k - start : DEPTH;
            const float *from = a + start * a_column;
            const float *rows = b + start * ldb + first;
            int add = accumulate || start > 0;
            // Behind the last of a sum's products alone.
            const epilogue none = {0, 0}, own = {end.bias ? end.bias + first : 0, end.relu};
            const epilogue behind = start + depth == k ? own : none;
            if (pack) {
                for (size_t row = 0; row < depth; row++) memcpy(packed + row * 2 * LANES, rows + row * ldb, 2 * LANES * sizeof(float));
                NAME(panel)(vectors, few, m, depth, from, a_row, a_column, packed, panel, c + first, ldc, columns, add, behind);
                continue;
            }
            // An incomplete panel's rows are read beyond their columns, into the next row. The last ones, after which b ends, are copied.
            size_t direct = depth;
            while (direct > 0 && (start + direct - 1) * ldb + first + panel > (k - 1) * ldb + n) direct--;
            if (direct > 0) {
                NAME(panel)(vectors, few, m, direct, from, a_row, a_column, rows, ldb, c + first, ldc, columns, add, direct == depth ? behind : none);
                add = 1;
            }
            for (size_t row = direct; row < depth; row++) {
                memset(packed, 0, panel * sizeof(float));
                for (size_t j = 0; j < columns; j++) packed[j] = rows[row * ldb + j];
                const epilogue end_here = row + 1 == depth ? behind : none;
                NAME(panel)(vectors, few, m, 1, from + row * a_column, a_row, a_column, packed, panel, c + first, ldc, columns, add, end_here);
                add = 1;
            }
        }
        first += columns;
    }
}
