// expect: all ok
// claim: 22 is NETLINK_SMC; there are 32 numbers; 16 is generic netlink; own types begin at 16; a family's name has 16 bytes.
#include <linux/build_bug.h>
#include <linux/module.h>
#include <net/genetlink.h>

static_assert(NETLINK_SMC == 22);
static_assert(NETLINK_CRYPTO == 21);
static_assert(NETLINK_GENERIC == 16);
static_assert(MAX_LINKS == 32);
static_assert(NLMSG_MIN_TYPE == 16);
static_assert(GENL_NAMSIZ == 16);

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
