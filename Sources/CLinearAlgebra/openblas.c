#include "CLinearAlgebra.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef void (*syrk)(const char *, const char *, const int *, const int *, const double *, const double *, const int *, const double *, double *,
                     const int *);
typedef void (*gemm)(const char *, const char *, const int *, const int *, const int *, const double *, const double *, const int *,
                     const double *, const int *, const double *, double *, const int *);
typedef void (*potrf)(const char *, const int *, double *, const int *, int *);
typedef void (*potrs)(const char *, const int *, const int *, const double *, const int *, double *, const int *, int *);

static struct {
    syrk syrk;
    gemm gemm;
    potrf potrf;
    potrs potrs;
    char *(*config)(void);
    char error[256];
    int isLoaded;
} blas;

// Left to itself, a release takes processors newer than itself for the oldest that it knows, and is twenty times slower. And on processors with the same
// instructions the same kernels give the same bits.
static void choose_kernels(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("x86-64-v4")) {
        setenv("OPENBLAS_CORETYPE", "SKYLAKEX", 0);
    } else if (__builtin_cpu_supports("x86-64-v3")) {
        setenv("OPENBLAS_CORETYPE", "HASWELL", 0);
    }
#endif
}

static void load(void) {
    choose_kernels();
    // With more threads, who computes what would go by their number, and with it the last bits.
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        snprintf(blas.error, sizeof blas.error, "%s", dlerror());
        return;
    }
    blas.syrk = (syrk)dlsym(library, "dsyrk_");
    blas.gemm = (gemm)dlsym(library, "dgemm_");
    blas.potrf = (potrf)dlsym(library, "dpotrf_");
    blas.potrs = (potrs)dlsym(library, "dpotrs_");
    blas.config = (char *(*)(void))dlsym(library, "openblas_get_config");
    void (*threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
    if (!blas.syrk || !blas.gemm || !blas.potrf || !blas.potrs || !blas.config || !threads) {
        snprintf(blas.error, sizeof blas.error, "libopenblas.so.0 has not all of dsyrk, dgemm, dpotrf, dpotrs");
        return;
    }
    // Some builds read the environment late, or not at all.
    threads(1);
    blas.isLoaded = 1;
}

int learnd_blas_load(char *error, size_t size) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    if (blas.isLoaded) return 0;
    snprintf(error, size, "%s", blas.error);
    return -1;
}

const char *learnd_blas_name(void) { return blas.isLoaded ? blas.config() : ""; }

void learnd_blas_add_products(int n, int k, const double *a, double *c) {
    const double one = 1;
    blas.syrk("L", "N", &n, &k, &one, a, &n, &one, c, &n);
}

void learnd_blas_multiply(int m, int n, int k, const double *a, const double *b, int stride, double *c) {
    const double one = 1, zero = 0;
    blas.gemm("N", "N", &m, &n, &k, &one, a, &m, b, &stride, &zero, c, &m);
}

int learnd_blas_factor(int n, int stride, double *a) {
    int info = 0;
    blas.potrf("L", &n, a, &stride, &info);
    return info;
}

void learnd_blas_solve(int n, int stride, int count, const double *factor, double *b) {
    int info = 0;
    blas.potrs("L", &n, &count, factor, &stride, b, &n, &info);
}
