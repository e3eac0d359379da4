#include <string.h>

#include "CKernels.h"
#include "clones.h"

#pragma clang fp contract(fast)

typedef float v16 __attribute__((vector_size(64), aligned(4)));

enum {
    PANEL = 32,  // columns of b in a panel: two 512-bit registers
    DEPTH = 256  // rows of b in a panel: 32 KiB, the first-level cache
};

// `mr` rows of a against one panel. `mr` is a constant at every call, so that the sums stay in registers.
static inline __attribute__((always_inline)) void block(
    const size_t mr, size_t depth, const float *a, size_t a_row, size_t a_column, const float *panel, size_t panel_row, float *c, size_t ldc,
    size_t columns, int accumulate) {
    v16 sum[12][2];
    float edge[PANEL];
    for (size_t i = 0; i < mr; i++) {
        if (!accumulate) {
            sum[i][0] = (v16){0};
            sum[i][1] = (v16){0};
        } else if (columns == PANEL) {
            sum[i][0] = *(const v16 *)(c + i * ldc);
            sum[i][1] = *(const v16 *)(c + i * ldc + 16);
        } else {
            memset(edge, 0, sizeof edge);
            memcpy(edge, c + i * ldc, columns * sizeof(float));
            sum[i][0] = *(const v16 *)edge;
            sum[i][1] = *(const v16 *)(edge + 16);
        }
    }
    for (size_t k = 0; k < depth; k++) {
        const v16 b0 = *(const v16 *)(panel + k * panel_row);
        const v16 b1 = *(const v16 *)(panel + k * panel_row + 16);
        const float *column = a + k * a_column;
#pragma clang loop unroll(full)
        for (size_t i = 0; i < mr; i++) {
            const float x = column[i * a_row];
            sum[i][0] += x * b0;
            sum[i][1] += x * b1;
        }
    }
    for (size_t i = 0; i < mr; i++) {
        if (columns == PANEL) {
            *(v16 *)(c + i * ldc) = sum[i][0];
            *(v16 *)(c + i * ldc + 16) = sum[i][1];
        } else {
            *(v16 *)edge = sum[i][0];
            *(v16 *)(edge + 16) = sum[i][1];
            memcpy(c + i * ldc, edge, columns * sizeof(float));
        }
    }
}

LEARND_CLONES
void learnd_gemm(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc, int accumulate) {
    _Alignas(64) float packed[DEPTH * PANEL];
    if (k == 0 && !accumulate) {
        for (size_t i = 0; i < m; i++) memset(c + i * ldc, 0, n * sizeof(float));
    }
    for (size_t first = 0; first < n; first += PANEL) {
        const size_t columns = n - first < PANEL ? n - first : PANEL;
        for (size_t start = 0; start < k; start += DEPTH) {
            const size_t depth = k - start < DEPTH ? k - start : DEPTH;
            const float *panel = b + start * ldb + first;
            size_t panel_row = ldb;
            if (columns < PANEL || m >= 8) {
                for (size_t row = 0; row < depth; row++) {
                    memcpy(packed + row * PANEL, panel + row * ldb, columns * sizeof(float));
                    if (columns < PANEL) memset(packed + row * PANEL + columns, 0, (PANEL - columns) * sizeof(float));
                }
                panel = packed;
                panel_row = PANEL;
            }
            const int add = accumulate || start > 0;
            const float *from = a + start * a_column;
            float *to = c + first;
            size_t i = 0;
            for (; i + 12 <= m; i += 12)
                block(12, depth, from + i * a_row, a_row, a_column, panel, panel_row, to + i * ldc, ldc, columns, add);
            for (; i + 4 <= m; i += 4)
                block(4, depth, from + i * a_row, a_row, a_column, panel, panel_row, to + i * ldc, ldc, columns, add);
            for (; i < m; i++)
                block(1, depth, from + i * a_row, a_row, a_column, panel, panel_row, to + i * ldc, ldc, columns, add);
        }
    }
}
