/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* signal_uapi.h - what /dev/signal and the programs that use it agree upon. */
#ifndef SIGNAL_UAPI_H
#define SIGNAL_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define SIGNAL_NAME		"signal"

/* region: commands */
/* Who shall get a signal, and which. */
struct signal_target {
	__s32 pid;		/* a process, as the caller counts; 0: itself */
	__s32 number;		/* 34 to 64 are the real-time signals */
};

#define SIGNAL_MAGIC		0xE2

/* From now on this open file sends to that process. */
#define SIGNAL_SUBSCRIBE	_IOW(SIGNAL_MAGIC, 1, struct signal_target)
/* Sends this value, now. */
#define SIGNAL_SEND		_IOW(SIGNAL_MAGIC, 2, __s32)
/* Sends the values from 1 to this one, when the kernel gets to it. */
#define SIGNAL_START		_IOW(SIGNAL_MAGIC, 3, __s32)
/* endregion: commands */

#endif
