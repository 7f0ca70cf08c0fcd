// expect: all ok
// claim: NETLINK_CB(skb).portid is where the message came from.
#include <linux/module.h>
#include <linux/netlink.h>

static u32 __used sender(struct sk_buff *skb)
{
	return NETLINK_CB(skb).portid;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
