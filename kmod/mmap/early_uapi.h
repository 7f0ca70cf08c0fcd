/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* early_uapi.h - what /dev/early and its client agree upon. */
#ifndef EARLY_UAPI_H
#define EARLY_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* One shared page: an index, and the samples that it announces. */
#define EARLY_SAMPLES	100

struct early_page {
	__u32 head;
	__u32 reserved[15];
	__u32 samples[EARLY_SAMPLES];	/* each is its own number plus one */
};

#define EARLY_MAGIC	0xE1
#define EARLY_WRONG	_IO(EARLY_MAGIC, 3)
#define EARLY_RIGHT	_IO(EARLY_MAGIC, 4)

#endif
