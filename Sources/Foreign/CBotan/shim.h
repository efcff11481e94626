// The four calls we use, as botan/ffi.h declares them; Botan keeps this interface stable within a major version.
// The header itself is not included: it asks for <botan/build.h>, which Debian keeps under /usr/include/botan-2, and
// the pkg-config file that says so also carries compiler flags that SwiftPM refuses with a warning at every build.

#include <pthread.h>  // For the slot in which each thread keeps a context of its own.
#include <stddef.h>
#include <stdint.h>

typedef struct botan_hash_struct *botan_hash_t;

int botan_hash_init(botan_hash_t *hash, const char *hash_name, uint32_t flags);
int botan_hash_update(botan_hash_t hash, const uint8_t *in, size_t in_len);
int botan_hash_final(botan_hash_t hash, uint8_t out[]);
int botan_hash_destroy(botan_hash_t hash);
