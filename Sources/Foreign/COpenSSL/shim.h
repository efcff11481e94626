// The one-block compression function is marked deprecated since OpenSSL 3, which has no replacement for it: EVP
// costs ten times as much for the 64 bytes of a Merkle node.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <stdint.h>

static inline void plimsoll_sha256(const void *bytes, size_t count, void *digest) {
  SHA256((const unsigned char *)bytes, count, (unsigned char *)digest);
}

/// SHA-256 of exactly 64 bytes: one block of data, then the padding block, which never changes.
static inline void plimsoll_sha256_node(const void *input, void *output) {
  static const unsigned char padding[64] = {[0] = 0x80, [62] = 0x02, [63] = 0x00};
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Transform(&context, (const unsigned char *)input);
  SHA256_Transform(&context, padding);
  uint32_t *words = (uint32_t *)output;
  for (int index = 0; index < 8; index++) words[index] = __builtin_bswap32(context.h[index]);
}
