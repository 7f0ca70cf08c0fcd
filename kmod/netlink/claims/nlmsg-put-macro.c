// expect: all error "implicit declaration of function 'NLMSG_PUT'"
// claim: NLMSG_PUT, a macro that jumped to a label, went in 3.6.
#include <linux/module.h>
#include <net/netlink.h>

static struct nlmsghdr *__used put(struct sk_buff *skb)
{
	return NLMSG_PUT(skb, 0, 0, 0, 16);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
