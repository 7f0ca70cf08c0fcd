// SPDX-License-Identifier: GPL-2.0
/*
 * scores.c - netlink protocol 22 keeps the scores of eight players.
 *
 *   type 16, SCORES_PLAY    two __u32, a seed and a count: so many changes
 *   type 17, SCORES_CHANGE  from the kernel to group 1: a player, its score
 *   type 18, SCORES_STATE   no payload; the answer: all eight scores
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#define NETLINK_SCORES	22
#define SCORES_GROUP	1
#define PLAYERS		8

enum { SCORES_PLAY = NLMSG_MIN_TYPE, SCORES_CHANGE, SCORES_STATE };

static struct sock *kernel_end;
static u32 scores[PLAYERS];

static struct sk_buff *message(u32 port, u32 sequence, int type,
			       const void *payload, size_t length)
{
	struct sk_buff *skb = nlmsg_new(length, GFP_KERNEL);
	struct nlmsghdr *header;

	if (!skb)
		return NULL;
	header = nlmsg_put(skb, port, sequence, type, length, 0);
	if (!header) {
		nlmsg_free(skb);
		return NULL;
	}
	memcpy(nlmsg_data(header), payload, length);
	return skb;
}

static int play(const struct nlmsghdr *header)
{
	u32 asked[2], change[2], i;
	struct sk_buff *skb;

	if (nlmsg_len(header) != sizeof(asked))
		return -EINVAL;
	memcpy(asked, nlmsg_data(header), sizeof(asked));
	if (asked[1] > 20000)
		return -ERANGE;

	for (i = 0; i < asked[1]; i++) {
		asked[0] = asked[0] * 1664525 + 1013904223;
		change[0] = (asked[0] >> 24) % PLAYERS;
		scores[change[0]] += (asked[0] >> 8) & 0xff;
		change[1] = scores[change[0]];
		skb = message(0, i, SCORES_CHANGE, change, sizeof(change));
		if (!skb)
			return -ENOMEM;
		nlmsg_multicast(kernel_end, skb, 0, SCORES_GROUP, GFP_KERNEL);
		cond_resched();
	}
	return 0;
}

static int tell_state(struct sk_buff *request, const struct nlmsghdr *header)
{
	u32 port = NETLINK_CB(request).portid;
	struct sk_buff *skb;

	pr_info("the state was asked for\n");
	skb = message(port, header->nlmsg_seq, SCORES_STATE, scores,
		      sizeof(scores));
	if (!skb)
		return -ENOMEM;
	return nlmsg_unicast(request->sk, skb, port);
}

/* Several programs may ask at once; one is served at a time. */
static DEFINE_MUTEX(scores_lock);

static int receive(struct sk_buff *request, struct nlmsghdr *header,
		   struct netlink_ext_ack *extack)
{
	switch (header->nlmsg_type) {
	case SCORES_PLAY:
		return play(header);
	case SCORES_STATE:
		return tell_state(request, header);
	default:
		return -EOPNOTSUPP;
	}
}

static void input(struct sk_buff *skb)
{
	mutex_lock(&scores_lock);
	netlink_rcv_skb(skb, receive);
	mutex_unlock(&scores_lock);
}

static int __init scores_init(void)
{
	struct netlink_kernel_cfg cfg = {
		.groups	= SCORES_GROUP,
		.input	= input,
		/* The client is an ordinary user. */
		.flags	= NL_CFG_F_NONROOT_RECV,
	};

	kernel_end = netlink_kernel_create(&init_net, NETLINK_SCORES, &cfg);
	return kernel_end ? 0 : -EADDRINUSE;
}

static void __exit scores_exit(void)
{
	netlink_kernel_release(kernel_end);
}

module_init(scores_init);
module_exit(scores_exit);

MODULE_DESCRIPTION("Keeps scores, and tells a group of every change");
MODULE_LICENSE("GPL");
