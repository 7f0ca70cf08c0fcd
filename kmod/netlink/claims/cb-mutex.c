// expect: 6.1 ok; 6.12 error "has no member named 'cb_mutex'"; newest error "has no member named 'cb_mutex'"
// claim: netlink_kernel_cfg lost .cb_mutex in 6.11.
#include <linux/module.h>
#include <net/netlink.h>

static DEFINE_MUTEX(gate);

static struct netlink_kernel_cfg __used cfg = {
	.cb_mutex = &gate,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
