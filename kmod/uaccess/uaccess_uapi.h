/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * uaccess_uapi.h - what /dev/uaccess and the programs that use it agree upon.
 *
 * "uapi" is the kernel's word for a header that user space may include as
 * well. So it holds fixed-width types only: a long has 4 bytes in a 32-bit
 * program and 8 in the kernel below it; a __u32 has 4 bytes everywhere.
 */
#ifndef UACCESS_UAPI_H
#define UACCESS_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define UACCESS_NAME		"uaccess"

/* The longest note that the device can keep, in bytes. */
#define UACCESS_CAPACITY	4096

/* region: numbers */
/*
 * An ioctl number packs four things: the direction in which data moves as
 * the program sees it (R: the program reads), a letter for the driver, a
 * number for the command, and the size of what the third argument points to.
 */
#define UACCESS_MAGIC		0xE0
#define UACCESS_GET_LIMIT	_IOR(UACCESS_MAGIC, 1, __u32)
#define UACCESS_SET_LIMIT	_IOW(UACCESS_MAGIC, 2, __u32)
/* endregion: numbers */

#endif
