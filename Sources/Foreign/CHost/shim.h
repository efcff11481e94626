// What the host of an Embedded Swift build supplies in place of the C libraries. On WebAssembly these are imports from
// the module "env"; what a program never calls is no import of it.
//
// Numbers and coordinates are 32 bytes, big-endian. A point is x ‖ y, a signature r ‖ s. Everything is aligned to eight
// bytes but the `bytes` to hash, nothing is kept after a call, and there is one thread.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// SHA-256 of `count` bytes, which may be none and `bytes` then null.
void plimsoll_sha256(const void *bytes, size_t count, void *digest);

/// SHA-256 of exactly 64 bytes: most of all hashing.
void plimsoll_sha256_node(const void *input, void *output);

/// Takes more bytes into the one Keccak-256 in progress.
void plimsoll_keccak256_update(const void *bytes, size_t count);

/// Its hash, with the padding of Ethereum. The next update begins anew.
void plimsoll_keccak256_finish(void *digest);

/// secret × G.
void plimsoll_secp256k1_public_key(const void *secret, void *point);

bool plimsoll_secp256k1_is_on_curve(const void *point);

/// Signs by RFC 6979, with s in the lower half. Returns the parity of R's y coordinate, 0 or 1.
uint8_t plimsoll_secp256k1_sign(const void *digest, const void *secret, void *signature);

/// The key that made `signature`, whose r and s were checked to lie in 1 ..< n. Returns whether there is one.
bool plimsoll_secp256k1_recover(const void *signature, uint8_t parity, const void *digest, void *point);
