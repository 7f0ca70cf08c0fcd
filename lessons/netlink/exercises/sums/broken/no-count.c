// SPDX-License-Identifier: GPL-2.0
/*
 * sums.c - netlink protocol 22 adds up numbers.
 *
 * A request of type 16 holds a count, and behind it that many numbers, all of
 * them __u32. The answer holds their sum.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/netlink.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#define NETLINK_SUMS	22
#define SUMS_ADD	NLMSG_MIN_TYPE

static struct sock *kernel_end;

static int answer(struct sk_buff *request, const struct nlmsghdr *header,
		  u32 sum)
{
	u32 port = NETLINK_CB(request).portid;
	struct sk_buff *skb = nlmsg_new(sizeof(sum), GFP_KERNEL);
	struct nlmsghdr *reply;

	if (!skb)
		return -ENOMEM;
	reply = nlmsg_put(skb, port, header->nlmsg_seq, SUMS_ADD, sizeof(sum),
			  0);
	if (!reply) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	memcpy(nlmsg_data(reply), &sum, sizeof(sum));
	return nlmsg_unicast(request->sk, skb, port);
}

static int add(struct sk_buff *request, const struct nlmsghdr *header)
{
	const u32 *payload = nlmsg_data(header);
	size_t length = nlmsg_len(header);
	u32 count, i, sum = 0;

	if (!length)
		return answer(request, header, 0);
	if (length < sizeof(u32) || length % sizeof(u32))
		return -EINVAL;
	count = payload[0];
	if (count != length / sizeof(u32) - 1)
		return -EINVAL;
	for (i = 0; i < count; i++)
		sum += payload[1 + i];
	return answer(request, header, sum);
}

static int receive(struct sk_buff *request, struct nlmsghdr *header,
		   struct netlink_ext_ack *extack)
{
	if (header->nlmsg_type != SUMS_ADD)
		return -EOPNOTSUPP;
	return add(request, header);
}

static void input(struct sk_buff *skb)
{
	netlink_rcv_skb(skb, receive);
}

static int __init sums_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = input };

	kernel_end = netlink_kernel_create(&init_net, NETLINK_SUMS, &cfg);
	return kernel_end ? 0 : -EADDRINUSE;
}

static void __exit sums_exit(void)
{
	netlink_kernel_release(kernel_end);
}

module_init(sums_init);
module_exit(sums_exit);

MODULE_DESCRIPTION("Adds up the numbers of a request");
MODULE_LICENSE("GPL");
