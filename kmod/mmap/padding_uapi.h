/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* padding_uapi.h - one answer of /dev/padding, declared twice. */
#ifndef PADDING_UAPI_H
#define PADDING_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* region: structures */
/* As it comes to mind: 24 bytes in a 64-bit program, 16 in a 32-bit one. */
struct padding_careless {
	__u32 channel;
	__u64 nanoseconds;
	__u32 value;
};

/* The same with the widest member first: 16 bytes everywhere, and no hole. */
struct padding_careful {
	__u64 nanoseconds;
	__u32 channel;
	__u32 value;
};
/* endregion: structures */

#define PADDING_MAGIC		0xE1
#define PADDING_CARELESS	_IOWR(PADDING_MAGIC, 5, struct padding_careless)
#define PADDING_CAREFUL		_IOWR(PADDING_MAGIC, 6, struct padding_careful)

#endif
