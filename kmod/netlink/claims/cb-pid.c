// expect: all error "has no member named 'pid'"
// claim: NETLINK_CB(skb).pid is .portid since 3.7.
#include <linux/module.h>
#include <linux/netlink.h>

static u32 __used sender(struct sk_buff *skb)
{
	return NETLINK_CB(skb).pid;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
