/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* double_fetch_uapi.h - what /dev/double_fetch and its client agree upon. */
#ifndef DOUBLE_FETCH_UAPI_H
#define DOUBLE_FETCH_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* region: request */
/*
 * Where the notice shall go, and how much of it. The pointer travels as a
 * __u64, so that programs of 32 and of 64 bits mean the same 16 bytes.
 */
struct double_fetch_request {
	__u64 to;
	__u32 length;
	__u32 reserved;
};
/* endregion: request */

#define DOUBLE_FETCH_MAGIC	0xE0
#define DOUBLE_FETCH_TWICE	_IOW(DOUBLE_FETCH_MAGIC, 3, struct double_fetch_request)
#define DOUBLE_FETCH_ONCE	_IOW(DOUBLE_FETCH_MAGIC, 4, struct double_fetch_request)

#endif
