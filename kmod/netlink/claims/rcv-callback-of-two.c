// expect: 6.1 error "from incompatible pointer type"; 6.12 error "from incompatible pointer type"; newest error "from incompatible pointer type"
// claim: The function that netlink_rcv_skb() calls has a third argument, for words to an error, since 4.12.
#include <linux/module.h>
#include <net/netlink.h>

static int receive(struct sk_buff *skb, struct nlmsghdr *header)
{
	return 0;
}

static void __used input(struct sk_buff *skb)
{
	netlink_rcv_skb(skb, receive);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
