/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * compare_uapi.h - what the module compare and its programs agree upon.
 */
#ifndef COMPARE_UAPI_H
#define COMPARE_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define COMPARE_NAME		"compare"
#define COMPARE_FILE		"/run/compare"
#define COMPARE_NETLINK		31

/* The largest payload, and the one that fits into a signal, in bytes. */
#define COMPARE_MAX		65536
#define COMPARE_STAMP_BYTES	8

/* region: request */
struct compare_request {
	__u64 to;	/* address for COMPARE_COPY */
	__u32 bytes;	/* size of the payload */
	__u32 signal;	/* number for COMPARE_SIGNAL */
};

#define COMPARE_MAGIC		0xE0
#define COMPARE_COPY		_IOW(COMPARE_MAGIC, 32, struct compare_request)
#define COMPARE_SHARE		_IOW(COMPARE_MAGIC, 33, struct compare_request)
#define COMPARE_WRITE_FILE	_IOW(COMPARE_MAGIC, 34, struct compare_request)
#define COMPARE_SIGNAL		_IOW(COMPARE_MAGIC, 35, struct compare_request)
/* endregion: request */

#endif
