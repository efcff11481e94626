#include <libwebsockets.h>

// What the headers say in macros that Swift cannot read.

/// Bytes that the library may write to in front of whatever it is given to send.
static const size_t plimsoll_lws_pre = LWS_PRE;

static const uint64_t plimsoll_lws_validate_utf8 = LWS_SERVER_OPTION_VALIDATE_UTF8;
static const uint64_t plimsoll_lws_explicit_vhosts = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
static const uint64_t plimsoll_lws_disable_ipv6 = LWS_SERVER_OPTION_DISABLE_IPV6;
static const uint64_t plimsoll_lws_fail_upon_unable_to_bind = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;
static const uint64_t plimsoll_lws_accept_raw = LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
