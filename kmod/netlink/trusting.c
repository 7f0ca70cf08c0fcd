// SPDX-License-Identifier: GPL-2.0
/*
 * trusting.c - protocol 22 once more, by someone who believes what the header
 * says. Wrong on purpose.
 *
 * It compiles without a warning and answers an honest client as netlink.c
 * does. A client that lies about its port has the kernel deliver to another
 * program; one that lies about the length is handed what lies behind its
 * message in the kernel's memory.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include <net/netlink.h>

static struct sock *kernel_end;

/* region: input */
static void input(struct sk_buff *skb)
{
	const struct nlmsghdr *request = nlmsg_hdr(skb);
	struct nlmsghdr *answer;
	struct sk_buff *reply;

	/* The first mistake: so many bytes need not have come. */
	reply = nlmsg_new(nlmsg_len(request), GFP_KERNEL);
	if (!reply)
		return;
	answer = nlmsg_put(reply, request->nlmsg_pid, request->nlmsg_seq,
			   request->nlmsg_type, nlmsg_len(request), 0);
	if (!answer) {
		nlmsg_free(reply);
		return;
	}
	memcpy(nlmsg_data(answer), nlmsg_data(request), nlmsg_len(request));

	/* The second mistake: the sender wrote this number itself. */
	nlmsg_unicast(skb->sk, reply, request->nlmsg_pid);
}
/* endregion: input */

static int __init trusting_init(void)
{
	struct netlink_kernel_cfg cfg = { .input = input };

	kernel_end = netlink_kernel_create(&init_net, 22, &cfg);
	return kernel_end ? 0 : -EADDRINUSE;
}

static void __exit trusting_exit(void)
{
	netlink_kernel_release(kernel_end);
}

module_init(trusting_init);
module_exit(trusting_exit);

MODULE_DESCRIPTION("A netlink echo that believes nlmsg_len and nlmsg_pid");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
