// SPDX-License-Identifier: GPL-2.0
/*
 * short-writes.c - lets kernel_write() take fewer bytes than it is given, as it
 * may at any time, and as no file system does on request.
 *
 *   most  bytes that one call takes, or 0 for all, as a module parameter
 */
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/module.h>

static unsigned int most;
module_param(most, uint, 0644);

ssize_t instrument_kernel_write(struct file *file, const void *buf,
				size_t count, loff_t *pos);
ssize_t instrument_kernel_write(struct file *file, const void *buf,
				size_t count, loff_t *pos)
{
	return kernel_write(file, buf, most ? min_t(size_t, count, most) : count,
			    pos);
}
