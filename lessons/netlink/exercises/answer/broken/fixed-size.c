// SPDX-License-Identifier: GPL-2.0
/*
 * mirror.c - netlink protocol 22 sends every text back, last byte first.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/netlink.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#define NETLINK_MIRROR	22
#define MIRROR_TEXT	NLMSG_MIN_TYPE

static struct sock *kernel_end;

/* Puts the bytes of `from` into `to`, the last one first. */
static void turn(char *to, const char *from, int length)
{
	int i;

	for (i = 0; i < length; i++)
		to[i] = from[length - 1 - i];
}

static int answer(struct sk_buff *request, const struct nlmsghdr *header)
{
	u32 port = NETLINK_CB(request).portid;
	int length = nlmsg_len(header);
	struct nlmsghdr *reply;
	struct sk_buff *skb;

	if (length <= 0)
		return -EINVAL;
	skb = nlmsg_new(256, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	reply = nlmsg_put(skb, port, header->nlmsg_seq, MIRROR_TEXT, length, 0);
	if (!reply) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	turn(nlmsg_data(reply), nlmsg_data(header), length);
	return nlmsg_unicast(kernel_end, skb, port);
}

static int receive(struct sk_buff *request, struct nlmsghdr *header,
		   struct netlink_ext_ack *extack)
{
	if (header->nlmsg_type != MIRROR_TEXT)
		return -EOPNOTSUPP;
	return answer(request, header);
}

static void input(struct sk_buff *skb)
{
	netlink_rcv_skb(skb, receive);
}

static int __init mirror_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = input };

	kernel_end = netlink_kernel_create(&init_net, NETLINK_MIRROR, &cfg);
	return kernel_end ? 0 : -EADDRINUSE;
}

static void __exit mirror_exit(void)
{
	netlink_kernel_release(kernel_end);
}

module_init(mirror_init);
module_exit(mirror_exit);

MODULE_DESCRIPTION("Sends every text back, last byte first");
MODULE_LICENSE("GPL");
