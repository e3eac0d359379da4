#define OPENSSL_SUPPRESS_DEPRECATED
#include "CCrypto.h"

#include <openssl/sha.h>

_Static_assert(sizeof(learnd_sha256) >= sizeof(SHA256_CTX), "learnd_sha256 must hold a SHA256_CTX");
_Static_assert(_Alignof(learnd_sha256) >= _Alignof(SHA256_CTX), "learnd_sha256 must be aligned like a SHA256_CTX");

void learnd_sha256_init(learnd_sha256 *context) {
    SHA256_Init((SHA256_CTX *)context);
}

void learnd_sha256_update(learnd_sha256 *context, const void *bytes, size_t count) {
    SHA256_Update((SHA256_CTX *)context, bytes, count);
}

void learnd_sha256_final(learnd_sha256 *context, uint8_t *digest) {
    SHA256_Final(digest, (SHA256_CTX *)context);
}
