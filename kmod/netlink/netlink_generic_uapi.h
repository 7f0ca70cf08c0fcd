/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * netlink_generic_uapi.h - what the generic netlink family "crossings" and
 * its clients agree upon. No number of the kernel's list is used up.
 */
#ifndef NETLINK_GENERIC_UAPI_H
#define NETLINK_GENERIC_UAPI_H

/* region: numbers */
#define CROSSINGS_FAMILY	"crossings"
#define CROSSINGS_GROUP		"ticks"

/* Commands. 0 stays unused. */
enum {
	/* CROSSINGS_A_TEXT in, the same out. */
	CROSSINGS_CMD_ECHO = 1,
	/* From the kernel to the group "ticks", unasked: CROSSINGS_A_TEXT. */
	CROSSINGS_CMD_TICK,
	/* CROSSINGS_A_PERIOD in: time between ticks. For CAP_NET_ADMIN. */
	CROSSINGS_CMD_SET_PERIOD,
};

/* Attributes. 0 stays unused. */
enum {
	/* Text of up to 255 bytes and its NUL. */
	CROSSINGS_A_TEXT = 1,
	/* __u32, milliseconds, 50 to 5000. */
	CROSSINGS_A_PERIOD,

	CROSSINGS_A_LAST = CROSSINGS_A_PERIOD,
};
/* endregion: numbers */

#endif
