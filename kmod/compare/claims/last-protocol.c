// expect: all ok
// claim: 31 is the last number of a netlink protocol.
#include <linux/build_bug.h>
#include <linux/module.h>
#include <linux/netlink.h>

static_assert(MAX_LINKS == 32);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
