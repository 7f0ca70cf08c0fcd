/*
 * netlink_legacy.c - the same echo as an article of about 2010 would write
 * it, for Linux 2.6.3x. It is here to be compiled, not to be loaded: the
 * compiler tells, line by line, what the years have changed. The answers are
 * in netlink.c.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/netlink.h>
#include <linux/skbuff.h>
#include <net/sock.h>
#include <net/netlink.h>

#define NETLINK_TEST	22
#define MAX_MSGSIZE	1024

static struct sock *nl_sk;
static DEFINE_MUTEX(nl_mutex);

/* region: send */
static void send_to_user(char *message, int pid)
{
	struct sk_buff *skb;
	struct nlmsghdr *nlh;
	int len = strlen(message) + 1;

	skb = alloc_skb(NLMSG_SPACE(MAX_MSGSIZE), GFP_ATOMIC);
	nlh = NLMSG_PUT(skb, 0, 0, 0, len);
	memcpy(NLMSG_DATA(nlh), message, len);

	NETLINK_CB(skb).pid = 0;
	NETLINK_CB(skb).dst_group = 0;
	netlink_unicast(nl_sk, skb, pid, MSG_DONTWAIT);
	return;

nlmsg_failure:
	kfree_skb(skb);
}
/* endregion: send */

/* region: receive */
static void nl_data_ready(struct sk_buff *skb)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)skb->data;
	char text[MAX_MSGSIZE];

	if (skb->len >= NLMSG_SPACE(0)) {
		strcpy(text, NLMSG_DATA(nlh));
		printk("message from user space: %s\n", text);
		send_to_user(text, nlh->nlmsg_pid);
	}
}
/* endregion: receive */

/* region: init */
static int __init test_netlink_init(void)
{
	nl_sk = netlink_kernel_create(&init_net, NETLINK_TEST, 1,
				      nl_data_ready, &nl_mutex, THIS_MODULE);
	if (!nl_sk) {
		printk("cannot create the socket\n");
		return -1;
	}
	netlink_set_nonroot(NETLINK_TEST, NL_NONROOT_RECV);
	return 0;
}

static void __exit test_netlink_exit(void)
{
	sock_release(nl_sk->sk_socket);
}
/* endregion: init */

module_init(test_netlink_init);
module_exit(test_netlink_exit);
MODULE_LICENSE("GPL");
