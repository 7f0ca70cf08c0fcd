// expect: all ok
// claim: A __u64 behind a __u32 costs 24 bytes in a 64-bit program and 16 in a 32-bit one; with the widest first, both have 16.
#include <linux/build_bug.h>
#include <linux/compat.h>
#include <linux/module.h>

struct careless { __u32 channel; __u64 nanoseconds; __u32 value; };
struct careless_32 { __u32 channel; compat_u64 nanoseconds; __u32 value; };
struct careful { __u64 nanoseconds; __u32 channel; __u32 value; };
struct careful_32 { compat_u64 nanoseconds; __u32 channel; __u32 value; };

static_assert(sizeof(struct careless) == 24);
static_assert(sizeof(struct careless_32) == 16);
static_assert(sizeof(struct careful) == 16);
static_assert(sizeof(struct careful_32) == 16);
static_assert(_IOWR(0xE1, 5, struct careless) != _IOWR(0xE1, 5, struct careless_32));

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
