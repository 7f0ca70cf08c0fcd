// expect: all ok
// claim: NLMSG_SPACE, NLMSG_DATA, netlink_unicast() and even sock_release() on the kernel's socket still compile.
#include <linux/module.h>
#include <linux/net.h>
#include <net/netlink.h>
#include <net/sock.h>

static void __used send(struct sock *socket, u32 port)
{
	struct sk_buff *skb = alloc_skb(NLMSG_SPACE(16), GFP_ATOMIC);
	struct nlmsghdr *header;

	if (!skb)
		return;
	header = nlmsg_put(skb, 0, 0, 0, 16, 0);
	memset(NLMSG_DATA(header), 0, 16);
	NETLINK_CB(skb).dst_group = 0;
	netlink_unicast(socket, skb, port, MSG_DONTWAIT);
	sock_release(socket->sk_socket);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
