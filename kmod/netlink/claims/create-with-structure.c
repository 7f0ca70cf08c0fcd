// expect: all ok
// claim: netlink_kernel_create() takes a network, a number and a structure since 3.7.
#include <linux/module.h>
#include <net/net_namespace.h>
#include <net/netlink.h>

static void input(struct sk_buff *skb)
{
}

static struct sock *__used make_socket(void)
{
	struct netlink_kernel_cfg cfg = {
		.groups = 1,
		.flags = NL_CFG_F_NONROOT_RECV,
		.input = input,
	};

	return netlink_kernel_create(&init_net, 22, &cfg);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
