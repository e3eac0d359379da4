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

/// learnd_gemm over nothing, then + bias[n] (NULL: none), then negative results cut off where relu: the bytes of the three one after another.
/// k > 0.
void learnd_gemm_bias(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, const float *bias, int relu, float *c,
    size_t ldc);
void learnd_gemm_bias_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, const float *bias,
    int relu, float *c, size_t ldc);

/// Columns of a panel: b[k,n] in panels is stored [n / LEARND_PANEL, k, LEARND_PANEL], so that a product reads it from first to last.
enum { LEARND_PANEL = 32 };
/// c[m,n] = a · b + bias[n] (NULL: none) for a[m,k] whose rows are lda floats apart, and b in panels: the bytes of learnd_gemm_bias. n is a multiple
/// of LEARND_PANEL, k > 0.
void learnd_gemm_panels(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc);
void learnd_gemm_panels_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, const float *bias, float *c, size_t ldc);

/// c[m,n] *= a · b, number by number: the bytes of learnd_gemm_panels without a bias and then learnd_multiply.
void learnd_gemm_panels_scaled(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, float *c, size_t ldc);
void learnd_gemm_panels_scaled_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *panels, float *c, size_t ldc);

/// The transpose [n,k] of a matrix [k,n], both in panels; both sizes are multiples of LEARND_PANEL.
void learnd_transpose_panels(size_t k, size_t n, const float *x, float *y);

/// c = aᵀ · b for a[k,m] and b[k,n] whose rows are lda and ldb floats apart, c in panels [n / LEARND_PANEL, m, LEARND_PANEL]: a weight's gradient,
/// the bytes of learnd_gemm. And sums[n] of b's columns (NULL: not wanted), a bias's gradient: the bytes of learnd_column_sums. n is a multiple of
/// LEARND_PANEL, k > 0.
void learnd_gemm_panel_gradient(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c, float *sums);
void learnd_gemm_panel_gradient_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c, float *sums);

/// Whether this CPU multiplies bfloat16 (AVX512_BF16).
int learnd_has_bfloat16(void);
/// learnd_gemm with a and b rounded to bfloat16 (to the nearest, ties to even) and sums in 32 bits; where the CPU cannot, learnd_gemm itself.
void learnd_gemm_bfloat16(
    size_t m, size_t n, size_t k, const float *a, size_t a_row, size_t a_column, const float *b, size_t ldb, float *c, size_t ldc, int accumulate);

/// A matrix in panels in bfloat16: [n / LEARND_PANEL, (k + 1) / 2, LEARND_PANEL] pairs of rows, the even one in a pair's lower half.
size_t learnd_bfloat16_pairs(size_t k, size_t n);
/// Rounds a matrix in panels to bfloat16, to the nearest, ties to even.
void learnd_bfloat16_pack_panels(size_t k, size_t n, const float *panels, uint32_t *pairs);
/// The transpose [n,k] of a matrix [k,n] in panels, rounded alike: [k / LEARND_PANEL, n / 2, LEARND_PANEL] pairs. Both sizes are multiples of
/// LEARND_PANEL.
void learnd_bfloat16_pack_transposed_panels(size_t k, size_t n, const float *panels, uint32_t *pairs);
/// Whether learnd_gemm_bfloat16_panels multiplies pairs as they are. Intel's CPUs multiply them too, but half as fast as 32-bit floats: there and on
/// all others they are brought back to 32 bits in registers.
int learnd_multiplies_pairs(void);
/// learnd_gemm_panels by a matrix in bfloat16. Where pairs are multiplied, a is rounded as well and sums are learnd_gemm_bfloat16's; elsewhere a is as
/// it is and sums are learnd_gemm_panels's. scratch: m · (k + 1) / 2 words.
void learnd_gemm_bfloat16_panels(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const uint32_t *pairs, const float *bias, float *c, size_t ldc, uint32_t *scratch);
/// Both ways of it.
void learnd_gemm_widened_panels_with(
    int instructions, size_t m, size_t n, size_t k, const float *a, size_t lda, const uint32_t *pairs, const float *bias, float *c, size_t ldc);
/// Where learnd_has_bfloat16.
void learnd_gemm_paired_panels(
    size_t m, size_t n, size_t k, const float *a, size_t lda, const uint32_t *pairs, const float *bias, float *c, size_t ldc, uint32_t *scratch);

/// learnd_gemm_panel_gradient with a and b rounded to bfloat16: learnd_gemm_bfloat16's sums. Where learnd_has_bfloat16.
void learnd_gemm_paired_gradient(size_t m, size_t n, size_t k, const float *a, size_t lda, const float *b, size_t ldb, float *c);

/// Whether this CPU multiplies bytes (AVX512_VNNI).
int learnd_has_int8(void);
/// Bytes of a packed matrix w[k,n] of 8-bit weights, and columns that it has then: scales and offsets have as many.
size_t learnd_int8_bytes(size_t k, size_t n);
size_t learnd_int8_columns(size_t n);
/// Packs w with a scale for each column: w[·,j] ≈ scales[j] · int8. offsets[j] = 128 · Σ of column j.
void learnd_int8_pack(size_t k, size_t n, const float *w, int8_t *packed, float *scales, int32_t *offsets);
/// bytes = 128 + x / scale, rounded; returns the scale, max |x| / 127.
float learnd_int8_quantize(size_t count, const float *x, uint8_t *bytes);
/// c[m,n] = row_scales[m] · scales[n] · Σ_k (a − 128) · w + bias (NULL: none), negative results 0 with `relu`. a's rows are lda ≥ k rounded up to 4 apart.
void learnd_int8_multiply(
    size_t m, size_t n, size_t k, const uint8_t *a, size_t lda, const int8_t *packed, const float *row_scales, const float *scales,
    const int32_t *offsets, const float *bias, int relu, float *c, size_t ldc);
/// Its plain twin.
void learnd_int8_multiply_plain(
    size_t m, size_t n, size_t k, const uint8_t *a, size_t lda, const int8_t *packed, const float *row_scales, const float *scales,
    const int32_t *offsets, const float *bias, int relu, float *c, size_t ldc);

/// y[r,j] += bias[j] for each of `rows` rows; with `relu`, negative results become 0.
void learnd_add_bias(size_t rows, size_t width, float *y, const float *bias, int relu);
/// y = gelu(x) = x·Φ(x), Φ the normal distribution function. x may be y.
void learnd_gelu(size_t count, const float *x, float *y);
/// dx *= gelu′(x).
void learnd_gelu_backward(size_t count, const float *x, float *dx);
/// y = gelu(x), and gelu′(x) takes x's place: the floats of learnd_gelu, and what learnd_gelu_backward multiplies by.
void learnd_gelu_and_slopes(size_t count, float *x, float *y);
/// y *= x.
void learnd_multiply(size_t count, const float *x, float *y);
/// dx = 0 where y, the layer's output, is 0.
void learnd_relu_backward(size_t count, const float *y, float *dx);
/// sum[j] = Σ_r x[r·stride + j], r in order.
void learnd_column_sums(size_t rows, size_t width, size_t stride, const float *x, float *sum);
/// Both in one pass: dx [rows, width] = 0 where y, the layer's output, is 0; sum[j] = Σ_r dx[r,j], r in order.
void learnd_relu_backward_column_sums(size_t rows, size_t width, const float *y, float *dx, float *sum);
/// out[j,i] = in[i,j].
void learnd_transpose(size_t rows, size_t columns, const float *in, float *out);
/// The same where rows lie further apart: ldin and ldout floats from one to the next.
void learnd_transpose_strided(size_t rows, size_t columns, const float *in, size_t ldin, float *out, size_t ldout);

/// y = x · mask, the mask of number i of `key` being 0 with probability `share`, else 1 / (1 − share); i counts from `first`. x may be y.
void learnd_dropout(size_t count, uint64_t key, uint64_t first, float share, const float *x, float *y);

/// Scaled dot-product attention of one row (Vaswani et al. 2017), each of `heads` heads by itself: out = softmax(q · kᵀ / √d) · v.
///
/// qkv[places, 3 · width] has q, k and v side by side, each with its heads one after another; d = width / heads. out[places, width].
/// statistics (NULL: not wanted): for the backward pass, 2 · heads a place. share > 0: probabilities are dropped by `key`, their number being
/// (place · heads + head) · places + the place that is looked at. scratch: learnd_attention_scratch floats a place.
void learnd_attention(
    size_t places, size_t width, size_t heads, const float *qkv, uint64_t key, float share, float *out, float *statistics, float *scratch);
/// ∂loss/∂qkv takes the place of qkv; key, share and the statistics are the same.
void learnd_attention_backward(
    size_t places, size_t width, size_t heads, float *qkv, const float *statistics, uint64_t key, float share, const float *dout, float *scratch);
/// Floats of scratch a place, for both.
size_t learnd_attention_scratch(size_t width, size_t heads);

/// sum[i] = Σ_u parts[u · stride + i], u in order.
void learnd_sum_parts(size_t parts, size_t stride, size_t count, const float *x, float *sum);
/// y += x.
void learnd_add(size_t count, const float *x, float *y);
/// y = 0 where it is negative.
void learnd_relu(size_t count, float *y);

/// A convolution of images `[height, width, channels]` to `[out_height, out_width, outputs]`, channels side by side; `groups` divides both.
typedef struct {
    size_t height, width, channels, outputs, kernel_height, kernel_width, stride, padding, groups, out_height, out_width;
    /// Whether products are bfloat16's.
    int bfloat16;
} learnd_convolution;

/// Floats of scratch that each of the three below needs.
size_t learnd_convolution_scratch(const learnd_convolution *c);
/// y = x ∗ weights + bias (NULL: none), negative results 0 with `relu`. weights `[groups, kernel_height, kernel_width, channels/groups, outputs/groups]`.
void learnd_convolution_forward(
    const learnd_convolution *c, size_t images, const float *x, const float *weights, const float *bias, int relu, float *y, float *scratch);
/// dweights += ∂loss/∂weights, image after image.
void learnd_convolution_weight_gradient(
    const learnd_convolution *c, size_t images, const float *x, const float *dy, float *dweights, float *scratch);
/// dx = ∂loss/∂x. transposed: each group's weights as `[outputs/groups, kernel_height · kernel_width · channels/groups]`.
void learnd_convolution_input_gradient(
    const learnd_convolution *c, size_t images, const float *dy, const float *transposed, float *dx, float *scratch);

/// The patches of output rows first..<last of one image of bytes, one group, `ldp` bytes apart; what lies outside the image is 128.
void learnd_int8_patches(const learnd_convolution *c, const uint8_t *x, size_t group, size_t first, size_t last, size_t ldp, uint8_t *patches);

/// A pooling of images `[height, width, channels]`. `padding` is less than the kernel.
typedef struct {
    size_t height, width, channels, kernel_height, kernel_width, stride, padding, out_height, out_width;
} learnd_pooling;

/// y = the largest of each window, the first of equals; places (NULL: not wanted): the pixel it came from, for each of y.
void learnd_max_pool(const learnd_pooling *p, size_t images, const float *x, float *y, int32_t *places);
void learnd_max_pool_backward(const learnd_pooling *p, size_t images, const float *dy, const int32_t *places, float *dx);
/// y = the mean of each window; what lies outside the image counts as 0.
void learnd_average_pool(const learnd_pooling *p, size_t images, const float *x, float *y);
void learnd_average_pool_backward(const learnd_pooling *p, size_t images, const float *dy, float *dx);

/// y = (x − mean) / √(variance + epsilon) · scale + shift over each row of `width`. cache (NULL: not wanted): mean and 1/√… of each row.
void learnd_layer_norm(size_t rows, size_t width, const float *x, const float *scale, const float *shift, float epsilon, float *y, float *cache);
/// dx (NULL: not wanted) = ∂loss/∂x; dscale, dshift (NULL: not wanted) += theirs.
void learnd_layer_norm_backward(
    size_t rows, size_t width, const float *x, const float *scale, const float *cache, const float *dy, float *dx, float *dscale, float *dshift);

/// Channels that a group normalization may have at most.
enum { LEARND_NORMALIZED_CHANNELS = 2048 };
/// As learnd_layer_norm over the pixels and channels of each group of an image `[pixels, channels]`; cache: 2 · groups an image.
void learnd_group_norm(
    size_t images, size_t pixels, size_t channels, size_t groups, const float *x, const float *scale, const float *shift, float epsilon, int relu,
    float *y, float *cache);
void learnd_group_norm_backward(
    size_t images, size_t pixels, size_t channels, size_t groups, const float *x, const float *scale, const float *cache, const float *dy, float *dx,
    float *dscale, float *dshift);

/// Softmax of each row, in place.
void learnd_softmax(size_t rows, size_t width, float *x);
/// Cross-entropy of softmax(x) with the target (1 − smoothing)·onehot + smoothing/width; x becomes scale · ∂loss/∂x.
///
/// Returns the sum of the rows' losses.
double learnd_cross_entropy(size_t rows, size_t width, float *x, const int32_t *classes, float smoothing, float scale);

/// The same, each class's share weighted (NULL: 1 each; PyTorch's weights) and the classes with allowed[j] = 0 left out (NULL: none).
///
/// Returns the sum of the rows' weighted losses; their mean in PyTorch's sense divides by Σ weights[classes[r]].
double learnd_cross_entropy_weighted(
    size_t rows, size_t width, float *x, const int32_t *classes, const float *weights, const uint8_t *allowed, float smoothing, float scale);
/// Cross-entropy of softmax(x + log_odds) with the smoothed target times odds = exp(log_odds), made to sum to 1; x becomes scale · ∂loss/∂x.
///
/// Returns the sum of the rows' losses.
double learnd_cross_entropy_adjusted(
    size_t rows, size_t width, float *x, const int32_t *classes, const float *log_odds, const float *odds, float smoothing, float scale);
/// Binary cross-entropy of σ(x) with targets 0…1, one a row and column; x becomes scale · ∂loss/∂x. Returns the sum.
double learnd_binary_cross_entropy(size_t rows, size_t width, float *x, const float *targets, const float *positive_weights, float scale);
/// d[i] += scale·2·(x[i] − y[i]): logits against a teacher's. Returns Σ (x − y)².
double learnd_squared_difference(size_t count, const float *x, const float *y, float scale, float *d);
/// x becomes scale · 2(x − targets). Returns Σ (x − targets)².
double learnd_squared_error(size_t count, float *x, const float *targets, float scale);
/// Huber's error: ½e² up to |e| = delta, delta · (|e| − ½delta) beyond; x becomes scale · ∂error/∂x. Returns the sum.
double learnd_huber(size_t count, float *x, const float *targets, float delta, float scale);
/// d += scale · ∂/∂x of T²·KL(softmax(teacher/T) ‖ softmax(x/T)) (Hinton et al. 2015). teacher is overwritten; student: width floats of scratch.
///
/// Returns the sum over the rows.
double learnd_softened_distillation(
    size_t rows, size_t width, const float *x, float *teacher, float *student, float temperature, float scale, float *d);

/// One step of AdamW (Loshchilov, Hutter 2019; as PyTorch): p −= rate·decay·p, then p −= rate · m̂ / (√v̂ + epsilon).
void learnd_adamw(
    size_t count, float *p, const float *g, float *m, float *v, float g_scale, float rate, float beta1, float beta2, float epsilon, float decay,
    float correction1, float correction2);
/// One step of SGD as PyTorch's: v = momentum·v + g + decay·p, p −= rate · (nesterov ? g + decay·p + momentum·v : v); v NULL: without momentum.
void learnd_sgd(
    size_t count, float *p, const float *g, float *v, float g_scale, float rate, float momentum, int nesterov, float decay);
/// average += share · (newest − average); the newest itself where share is 1.
void learnd_move_average(size_t count, const float *newest, float share, float *average);
/// Σ x², in double.
double learnd_sum_of_squares(size_t count, const float *x);

/// Two normal numbers of mean 0 from each of `pairs` random 64-bit words, by Box and Muller's transform: x[i] and x[i + pairs].
void learnd_normals(size_t pairs, const uint64_t *words, float deviation, float *x);

/// y = cos x, rounded to whole multiples of 2⁻¹³; |x| ≤ 10⁴. x and y may be the same.
void learnd_fourier(size_t count, const float *x, float *y);
/// Numbers in [−1, 1] as whole multiples of 2⁻¹³: y = x · 2¹³, rounded.
void learnd_whole_multiples(size_t count, const float *x, double *y);
/// x becomes its Walsh–Hadamard transform, unnormalized; n a power of two of 16 or more.
void learnd_hadamard(size_t n, float *x);
/// y = ± factor · x, minus where the bit is 1; x and y may be the same, n is a multiple of 32.
void learnd_flip(size_t n, const uint32_t *signs, float factor, const float *x, float *y);

#endif
