// expect: all error "too many arguments to function 'netlink_kernel_create'"
// claim: netlink_kernel_create() with the module as its third argument was there in 3.6 only.
#include <linux/module.h>
#include <net/net_namespace.h>
#include <net/netlink.h>

static struct sock *__used make_socket(struct netlink_kernel_cfg *cfg)
{
	return netlink_kernel_create(&init_net, 22, THIS_MODULE, cfg);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
