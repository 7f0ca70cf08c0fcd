// expect: all ok
// claim: Nobody warns where the result of netlink_kernel_create() is tested with IS_ERR(), though it returns NULL.
#include <linux/err.h>
#include <linux/module.h>
#include <net/net_namespace.h>
#include <net/netlink.h>

static struct sock *kernel_end;

static int __used make_socket(struct netlink_kernel_cfg *cfg)
{
	kernel_end = netlink_kernel_create(&init_net, 22, cfg);
	if (IS_ERR(kernel_end))
		return PTR_ERR(kernel_end);
	return 0;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
