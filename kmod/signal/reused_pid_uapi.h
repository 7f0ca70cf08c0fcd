/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* reused_pid_uapi.h - what /dev/reused_pid and its client agree upon. */
#ifndef REUSED_PID_UAPI_H
#define REUSED_PID_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define REUSED_PID_MAGIC	0xE2
#define REUSED_PID_WATCH	_IOW(REUSED_PID_MAGIC, 4, __s32)
#define REUSED_PID_BY_REFERENCE	_IO(REUSED_PID_MAGIC, 5)
#define REUSED_PID_BY_NUMBER	_IO(REUSED_PID_MAGIC, 6)

#endif
