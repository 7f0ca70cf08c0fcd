/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * mmap_uapi.h - what /dev/mmap and the programs that map it agree upon: which
 * page lies at which offset, how the shared pages are laid out, and the
 * structures of the two ioctl commands.
 */
#ifndef MMAP_UAPI_H
#define MMAP_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define MMAP_NAME		"mmap"

/* region: offsets */
/* Offsets for mmap(2), counted in pages of 4096 bytes. */
#define MMAP_BOARD		0	/* a page that both sides write */
#define MMAP_NOTICE		1	/* a page that only the kernel writes */
#define MMAP_RING		2	/* a page of indices, then samples */
#define MMAP_RING_PAGES		5
/* endregion: offsets */

/* region: notice */
/* What the kernel tells whoever cares to look, without being asked. */
struct mmap_notice {
	__u64 produced;		/* samples put into the ring so far */
	__u64 lost;		/* samples that found it full */
};
/* endregion: notice */

/* region: ring */
struct mmap_sample {
	__u32 number;
	__u32 square;		/* of number, so that a torn sample shows */
};

/* A power of two, so that counting on past 2^32 does no harm. */
#define MMAP_RING_SAMPLES	(4 * 4096 / sizeof(struct mmap_sample))

/*
 * Both indices only ever grow; sample i lies at i % MMAP_RING_SAMPLES. Each is
 * written by one side alone, and each has a cache line to itself.
 */
struct mmap_ring {
	__u32 head;		/* the next to be written: the kernel's */
	__u32 reserved[15];
	__u32 tail;		/* the next to be read: the program's */
};
/* endregion: ring */

/* region: commands */
/*
 * In: where in the board a text lies. Out: how many of its letters changed.
 * The 8-byte member sits at a multiple of 8, so there is no hole in it and it
 * has 16 bytes in programs of 32 and of 64 bits alike.
 */
struct mmap_text {
	__u32 offset;
	__u32 length;
	__u64 changed;
};

#define MMAP_MAGIC		0xE1
#define MMAP_CAPITALS		_IOWR(MMAP_MAGIC, 1, struct mmap_text)
#define MMAP_PRODUCE		_IOW(MMAP_MAGIC, 2, __u32)
/* endregion: commands */

#endif
