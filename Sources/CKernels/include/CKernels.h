// Vector kernels. All matrices are row-major 32-bit floats; sizes are elements. Nothing is allocated.
//
// Every kernel chooses the best instructions of the CPU at run time (AVX-512, AVX2, or what x86-64 and arm64 always have). Results may differ in
// the last bits between CPU kinds, never between calls: a sum is taken in an order that depends on its own length alone, so that a row's
// result is the same alone, in any batch, and on any thread.
#ifndef LEARND_CKERNELS_H
#define LEARND_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Instruction sets that the matrix product is written for, from what every CPU has upwards.
enum { LEARND_BASE = 0, LEARND_AVX2 = 1, LEARND_AVX512 = 2 };
/// The best set of this CPU, which has all lower ones too.
int learnd_best_instructions(void);

/// c[m,n] = (accumulate ? c[m,n] : 0) + Σ_k a[m·a_row + k·a_column] · b[k·ldb + n], k in order, each product and sum rounded once from AVX2 on.
///
/// With a_row and a_column swapped, a is read as its transpose. ldb ≥ n, ldc ≥ n.
void learnd_gemm(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc, int accumulate);
/// The same with instructions of this CPU's own choice or lower.
void learnd_gemm_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc,
    int accumulate);

/// y[r,j] += bias[j] for each of `rows` rows; with `relu`, negative results become 0.
void learnd_add_bias(size_t rows, size_t width, float *y, const float *bias, int relu);
/// y = gelu(x) = x·Φ(x), Φ the normal distribution function. x may be y.
void learnd_gelu(size_t count, const float *x, float *y);
/// dx *= gelu′(x).
void learnd_gelu_backward(size_t count, const float *x, float *dx);
/// dx = 0 where y, the layer's output, is 0.
void learnd_relu_backward(size_t count, const float *y, float *dx);
/// sum[j] = Σ_r x[r,j], r in order.
void learnd_column_sums(size_t rows, size_t width, const float *x, float *sum);
/// out[j,i] = in[i,j].
void learnd_transpose(size_t rows, size_t columns, const float *in, float *out);

/// Softmax of each row, in place.
void learnd_softmax(size_t rows, size_t width, float *x);
/// Cross-entropy of softmax(x) with the target (1 − smoothing)·onehot + smoothing/width; x becomes scale · ∂loss/∂x.
///
/// Returns the sum of the rows' losses.
double learnd_cross_entropy(size_t rows, size_t width, float *x, const int32_t *classes, float smoothing, float scale);

/// d[i] += scale·2·(x[i] − y[i]). Returns Σ (x − y)².
double learnd_squared_difference(size_t count, const float *x, const float *y, float scale, float *d);

/// One step of AdamW (Loshchilov, Hutter 2019; as PyTorch): p −= rate·decay·p, then p −= rate · m̂ / (√v̂ + epsilon).
void learnd_adamw(
    size_t count, float *p, const float *g, float *m, float *v, float g_scale, float rate, float beta1, float beta2, float epsilon, float decay,
    float correction1, float correction2);
/// average += (1 − decay) · (p − average).
void learnd_average(size_t count, float *average, const float *p, float decay);
/// Σ x², in double.
double learnd_sum_of_squares(size_t count, const float *x);

/// Two normal numbers of mean 0 from each of `pairs` random 64-bit words, by Box and Muller's transform: x[i] and x[i + pairs].
void learnd_normals(size_t pairs, const uint64_t *words, float deviation, float *x);

#endif
