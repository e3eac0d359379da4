#ifndef LEARND_LINEAR_ALGEBRA_H
#define LEARND_LINEAR_ALGEBRA_H

#include <stddef.h>

// OpenBLAS, loaded when it is first asked for: linked, it would cost the daemon, which never calls it, its start and its memory.
//
// Matrices are of doubles, column after column, as Fortran has them; of a symmetric one the lower triangle is read and written.

// Loads it, once, for one thread. Returns 0, or fills `error` and returns −1.
int learnd_blas_load(char *error, size_t size);

// Its name, version and the kernels it chose; empty before it is loaded.
const char *learnd_blas_name(void);

// c[n, n] += a · aᵀ for a[n, k].
void learnd_blas_add_products(int n, int k, const double *a, double *c);

// c[m, n] = a[m, k] · b[k, n], b's columns `stride` apart.
void learnd_blas_multiply(int m, int n, int k, const double *a, const double *b, int stride, double *c);

// a[n, n], its columns `stride` apart, becomes L with a = L · Lᵀ. Returns 0, or the order of the leading block that is not positive definite.
int learnd_blas_factor(int n, int stride, double *a);

// b[n, count] becomes x with L · Lᵀ · x = b.
void learnd_blas_solve(int n, int stride, int count, const double *factor, double *b);

#endif
