// Sums of columns, some columns' at a time, so that their sums stay in registers from the first row to the last.
#include "CKernels.h"
#include "clones.h"
#include "functions.h"

enum { MOST_COLUMNS = 64 };

// Where y is given, x becomes 0 wherever y is not positive, before it is summed; else x is only read.
LEARND_INLINE void some_columns(size_t columns, size_t rows, size_t stride, const float *restrict y, float *restrict x, float *sum) {
    float sums[MOST_COLUMNS] = {0};
    for (size_t r = 0; r < rows; r++, x += stride) {
        float values[MOST_COLUMNS];
        for (size_t j = 0; j < columns; j++) values[j] = x[j];
        if (y) {
            for (size_t j = 0; j < columns; j++) values[j] = y[r * stride + j] <= 0 ? 0 : values[j];
            for (size_t j = 0; j < columns; j++) x[j] = values[j];
        }
        for (size_t j = 0; j < columns; j++) sums[j] += values[j];
    }
    for (size_t j = 0; j < columns; j++) sum[j] = sums[j];
}

LEARND_INLINE void all_columns(size_t rows, size_t width, size_t stride, const float *y, float *x, float *sum) {
    size_t j = 0;
    for (; j + 64 <= width; j += 64) some_columns(64, rows, stride, y ? y + j : y, x + j, sum + j);
    for (; j + 32 <= width; j += 32) some_columns(32, rows, stride, y ? y + j : y, x + j, sum + j);
    for (; j + 8 <= width; j += 8) some_columns(8, rows, stride, y ? y + j : y, x + j, sum + j);
    if (j < width) some_columns(width - j, rows, stride, y ? y + j : y, x + j, sum + j);
}

LEARND_CLONES
void learnd_column_sums(size_t rows, size_t width, size_t stride, const float *x, float *sum) {
    all_columns(rows, width, stride, 0, (float *)x, sum);
}

LEARND_CLONES
void learnd_relu_backward_column_sums(size_t rows, size_t width, const float *y, float *dx, float *sum) {
    all_columns(rows, width, width, y, dx, sum);
}
