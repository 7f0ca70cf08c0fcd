// expect: all error "implicit declaration of function 'netlink_set_nonroot'"
// claim: netlink_set_nonroot() became a flag of the structure in 3.7.
#include <linux/module.h>
#include <net/netlink.h>

static void __used open_to_all(void)
{
	netlink_set_nonroot(22, NL_CFG_F_NONROOT_RECV);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
