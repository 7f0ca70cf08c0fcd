// SPDX-License-Identifier: GPL-2.0
/*
 * netlink.c - a netlink protocol of our own, on the article's number 22.
 *
 *   CROSSINGS_ECHO   a program sends bytes, the kernel sends them back
 *   CROSSINGS_TICK   the kernel speaks first, to everyone in group 1
 *   CROSSINGS_BURST  the kernel sends more than a program can read in time
 *
 * It shows itself in /proc/net/netlink, in the column Eth. A protocol for
 * daily use would not take a number but a name: see netlink_generic.c.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "netlink_uapi.h"

/* region: state */
static int protocol = NETLINK_CROSSINGS;
module_param(protocol, int, 0444);
MODULE_PARM_DESC(protocol, "netlink protocol number (default: 22)");

/* The kernel's end. Every message that goes out goes out through it. */
static struct sock *kernel_end;
/* endregion: state */

/* region: build */
/*
 * Makes one message. The header's nlmsg_pid names whom it is for; where it
 * really goes is decided when it is sent.
 */
static struct sk_buff *message(u32 port, u32 sequence, int type,
			       const void *payload, size_t length)
{
	struct nlmsghdr *header;
	struct sk_buff *skb;

	skb = nlmsg_new(length, GFP_KERNEL);
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
/* endregion: build */

/* region: echo */
static int answer_echo(struct sk_buff *request, const struct nlmsghdr *header)
{
	/* Where it came from, as the kernel knows; not header->nlmsg_pid. */
	u32 port = NETLINK_CB(request).portid;
	const char *bytes = nlmsg_data(header);
	int length = nlmsg_len(header);
	struct sk_buff *reply;

	pr_info("echo: %d bytes came in: %*pE\n", length, min(length, 64),
		bytes);
	reply = message(port, header->nlmsg_seq, CROSSINGS_ECHO, bytes,
			length);
	if (!reply)
		return -ENOMEM;
	return nlmsg_unicast(request->sk, reply, port);
}
/* endregion: echo */

/* region: burst */
static int send_burst(struct sk_buff *request, const struct nlmsghdr *header,
		      struct netlink_ext_ack *extack)
{
	u32 port = NETLINK_CB(request).portid;
	u32 count, number, lost = 0;

	/* Anyone can send to this socket: ask what the sender may. */
	if (!netlink_capable(request, CAP_NET_ADMIN)) {
		NL_SET_ERR_MSG(extack, "a burst is for CAP_NET_ADMIN only");
		return -EPERM;
	}
	if (nlmsg_len(header) != sizeof(count)) {
		NL_SET_ERR_MSG(extack, "a burst needs a number of 4 bytes");
		return -EINVAL;
	}
	memcpy(&count, nlmsg_data(header), sizeof(count));
	if (count > CROSSINGS_BURST_MAX) {
		NL_SET_ERR_MSG(extack, "a burst has at most 10000 messages");
		return -ERANGE;
	}

	for (number = 0; number < count; number++) {
		struct sk_buff *skb = message(port, number, CROSSINGS_BURST,
					      &number, sizeof(number));

		if (!skb)
			return -ENOMEM;
		/* Does not wait for room: where there is none it is lost. */
		if (nlmsg_unicast(request->sk, skb, port))
			lost++;
		cond_resched();
	}
	pr_info("burst: %s\n", lost ? "some were lost" : "all were taken");
	return 0;
}
/* endregion: burst */

/* region: receive */
static int receive(struct sk_buff *request, struct nlmsghdr *header,
		   struct netlink_ext_ack *extack)
{
	switch (header->nlmsg_type) {
	case CROSSINGS_ECHO:
		return answer_echo(request, header);
	case CROSSINGS_BURST:
		return send_burst(request, header, extack);
	default:
		NL_SET_ERR_MSG(extack, "there is no such message type");
		return -EOPNOTSUPP;
	}
}

/* Runs inside the sender's own sendto(2). */
static void input(struct sk_buff *skb)
{
	netlink_rcv_skb(skb, receive);
}
/* endregion: receive */

/* region: tick */
static void tick(struct work_struct *work);
static DECLARE_DELAYED_WORK(ticker, tick);

/* Nobody asked for this: a clock in the kernel runs, and speaks. */
static void tick(struct work_struct *work)
{
	static const char text[] = "the kernel speaks first";
	static u32 number;
	struct sk_buff *skb;

	if (netlink_has_listeners(kernel_end, CROSSINGS_GROUP_TICKS)) {
		skb = message(0, ++number, CROSSINGS_TICK, text,
			      strlen(text));
		if (skb)
			nlmsg_multicast(kernel_end, skb, 0,
					CROSSINGS_GROUP_TICKS, GFP_KERNEL);
	}
	schedule_delayed_work(&ticker, msecs_to_jiffies(200));
}
/* endregion: tick */

/* region: load */
static int __init netlink_init(void)
{
	struct netlink_kernel_cfg cfg = {
		.groups	= CROSSINGS_GROUP_TICKS,
		.input	= input,
	};

	kernel_end = netlink_kernel_create(&init_net, protocol, &cfg);
	if (!kernel_end) {
		pr_err("cannot have protocol %d\n", protocol);
		return -EADDRINUSE;
	}
	schedule_delayed_work(&ticker, 0);
	pr_info("listening on protocol %d\n", protocol);
	return 0;
}

static void __exit netlink_exit(void)
{
	cancel_delayed_work_sync(&ticker);
	netlink_kernel_release(kernel_end);
	pr_info("protocol %d is free again\n", protocol);
}

module_init(netlink_init);
module_exit(netlink_exit);
/* endregion: load */

MODULE_DESCRIPTION("A netlink protocol: echo, multicast, errors, overrun");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
