// SPDX-License-Identifier: GPL-2.0
/*
 * netlink_generic.c - the echo and the ticks of netlink.c as a family of
 * generic netlink, which clients find by its name, "crossings".
 *
 * It shows itself in "genl ctrl list". What netlink.c checks by hand
 * (lengths, ranges, permissions) stands here in tables, and the kernel's core
 * checks it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>
#include <linux/workqueue.h>
#include <net/genetlink.h>

#include "netlink_generic_uapi.h"

static struct genl_family family;
static unsigned int period_ms = 200;

/* region: policy */
/* What each attribute must look like. The core refuses all else. */
static const struct nla_policy policy[CROSSINGS_A_LAST + 1] = {
	[CROSSINGS_A_TEXT]   = { .type = NLA_NUL_STRING, .len = 255 },
	[CROSSINGS_A_PERIOD] = NLA_POLICY_RANGE(NLA_U32, 50, 5000),
};
/* endregion: policy */

/* region: echo */
static int answer_echo(struct sk_buff *request, struct genl_info *info)
{
	struct sk_buff *reply;
	const char *text;
	void *header;

	if (GENL_REQ_ATTR_CHECK(info, CROSSINGS_A_TEXT)) {
		GENL_SET_ERR_MSG(info, "an echo needs a text");
		return -EINVAL;
	}
	text = nla_data(info->attrs[CROSSINGS_A_TEXT]);
	pr_info("echo: %*pE\n", (int)strlen(text), text);

	reply = genlmsg_new(nla_total_size(strlen(text) + 1), GFP_KERNEL);
	if (!reply)
		return -ENOMEM;
	header = genlmsg_put_reply(reply, info, &family, 0,
				   CROSSINGS_CMD_ECHO);
	if (!header || nla_put_string(reply, CROSSINGS_A_TEXT, text)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}
/* endregion: echo */

/* region: period */
static int set_period(struct sk_buff *request, struct genl_info *info)
{
	if (GENL_REQ_ATTR_CHECK(info, CROSSINGS_A_PERIOD))
		return -EINVAL;
	WRITE_ONCE(period_ms, nla_get_u32(info->attrs[CROSSINGS_A_PERIOD]));
	return 0;
}
/* endregion: period */

/* region: tick */
static void tick(struct work_struct *work);
static DECLARE_DELAYED_WORK(ticker, tick);

static void tell_group(void)
{
	static const char text[] = "the kernel speaks first";
	struct sk_buff *skb;
	void *header;

	skb = genlmsg_new(nla_total_size(sizeof(text)), GFP_KERNEL);
	if (!skb)
		return;
	header = genlmsg_put(skb, 0, 0, &family, 0, CROSSINGS_CMD_TICK);
	if (!header || nla_put_string(skb, CROSSINGS_A_TEXT, text)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, header);
	/* The 0 before GFP_KERNEL: the first of our own groups. */
	genlmsg_multicast(&family, skb, 0, 0, GFP_KERNEL);
}

static void tick(struct work_struct *work)
{
	if (genl_has_listeners(&family, &init_net, 0))
		tell_group();
	schedule_delayed_work(&ticker,
			      msecs_to_jiffies(READ_ONCE(period_ms)));
}
/* endregion: tick */

/* region: family */
static const struct genl_small_ops operations[] = {
	{
		.cmd	= CROSSINGS_CMD_ECHO,
		.doit	= answer_echo,
	},
	{
		.cmd	= CROSSINGS_CMD_SET_PERIOD,
		.flags	= GENL_ADMIN_PERM,
		.doit	= set_period,
	},
};

static const struct genl_multicast_group groups[] = {
	{ .name = CROSSINGS_GROUP },
};

static struct genl_family family __ro_after_init = {
	.name		= CROSSINGS_FAMILY,
	.version	= 1,
	.maxattr	= CROSSINGS_A_LAST,
	.policy		= policy,
	.small_ops	= operations,
	.n_small_ops	= ARRAY_SIZE(operations),
	.mcgrps		= groups,
	.n_mcgrps	= ARRAY_SIZE(groups),
	.module		= THIS_MODULE,
};
/* endregion: family */

/* region: load */
static int __init netlink_generic_init(void)
{
	int ret = genl_register_family(&family);

	if (ret) {
		pr_err("cannot register the family: %d\n", ret);
		return ret;
	}
	schedule_delayed_work(&ticker, 0);
	pr_info("the family is there\n");
	return 0;
}

static void __exit netlink_generic_exit(void)
{
	cancel_delayed_work_sync(&ticker);
	genl_unregister_family(&family);
}

module_init(netlink_generic_init);
module_exit(netlink_generic_exit);
/* endregion: load */

MODULE_DESCRIPTION("A generic netlink family: echo, multicast, policies");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
