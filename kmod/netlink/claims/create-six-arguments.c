// expect: all error "too many arguments to function 'netlink_kernel_create'"
// claim: netlink_kernel_create() of six arguments went in 3.6.
#include <linux/module.h>
#include <net/net_namespace.h>
#include <net/netlink.h>

static DEFINE_MUTEX(gate);

static void input(struct sk_buff *skb)
{
}

static struct sock *__used make_socket(void)
{
	return netlink_kernel_create(&init_net, 22, 1, input, &gate, THIS_MODULE);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
