/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * netlink_uapi.h - what the module netlink and its clients agree upon.
 *
 * Every message begins with struct nlmsghdr of <linux/netlink.h>; what
 * follows the header is told beside each type.
 */
#ifndef NETLINK_UAPI_H
#define NETLINK_UAPI_H

#include <linux/netlink.h>

/* region: numbers */
/* The article's number. In the kernel's list it is NETLINK_SMC today. */
#define NETLINK_CROSSINGS	22

/* Types of messages. Those below NLMSG_MIN_TYPE, 16, are netlink's own. */
enum {
	/* Any bytes; the kernel sends the same back. */
	CROSSINGS_ECHO = NLMSG_MIN_TYPE,
	/* From the kernel to group 1, unasked: a text. */
	CROSSINGS_TICK,
	/* A __u32: so many messages shall come back at once. For root. */
	CROSSINGS_BURST,
};

/* Multicast groups are counted from 1. */
#define CROSSINGS_GROUP_TICKS	1

/* The most messages that one burst may have. */
#define CROSSINGS_BURST_MAX	10000
/* endregion: numbers */

#endif
