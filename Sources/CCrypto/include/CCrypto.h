// SHA-256 from OpenSSL's libcrypto. The low-level calls are used on purpose: they need no provider look-up (which costs
// more than hashing a row of thirty numbers), no allocation, and pick the SHA instructions of the CPU by themselves.
#ifndef LEARND_CCRYPTO_H
#define LEARND_CCRYPTO_H

#include <stddef.h>
#include <stdint.h>

/// Room for libcrypto's SHA256_CTX (112 bytes), checked at compile time in CCrypto.c.
typedef struct {
    uint64_t opaque[14];
} learnd_sha256;

void learnd_sha256_init(learnd_sha256 *context);
void learnd_sha256_update(learnd_sha256 *context, const void *bytes, size_t count);
/// Writes 32 bytes to `digest`; the context is spent afterwards.
void learnd_sha256_final(learnd_sha256 *context, uint8_t *digest);

#endif
