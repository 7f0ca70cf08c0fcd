// SPDX-License-Identifier: GPL-2.0
/*
 * scribe.c - /dev/scribe keeps a text and writes it into a file that a program
 * has opened. What is written to the device becomes the text. The ioctl
 * SCRIBE_WRITE takes the number of an open file, writes the next piece into it
 * and returns its length; 0 when all is written.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/ioctl.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#define SCRIBE_SIZE	8192
#define SCRIBE_PIECE	1000
#define SCRIBE_WRITE	_IO(0xe2, 1)

static DEFINE_MUTEX(scribe_lock);
static char scribe_text[SCRIBE_SIZE];
static size_t scribe_length;
static size_t scribe_next;

static ssize_t scribe_write(struct file *device, const char __user *buf,
			    size_t count, loff_t *ppos)
{
	ssize_t ret = count;
	loff_t start = *ppos;

	if (start < 0 || start > SCRIBE_SIZE || count > SCRIBE_SIZE - start)
		return -EFBIG;
	mutex_lock(&scribe_lock);
	scribe_length = 0;
	scribe_next = 0;
	if (copy_from_user(scribe_text + start, buf, count)) {
		ret = -EFAULT;
	} else {
		scribe_length = start + count;
		*ppos += count;
	}
	mutex_unlock(&scribe_lock);
	return ret;
}

static long scribe_ioctl(struct file *device, unsigned int command,
			 unsigned long number)
{
	struct file *file;
	ssize_t done;
	size_t piece;

	if (command != SCRIBE_WRITE)
		return -ENOTTY;
	file = fget(number);
	if (!file)
		return -EBADF;

	mutex_lock(&scribe_lock);
	piece = min_t(size_t, scribe_length - scribe_next, SCRIBE_PIECE);
	done = -EBADF;
	if (file->f_mode & FMODE_WRITE)
		done = piece ? kernel_write(file, scribe_text + scribe_next,
					    piece, &file->f_pos) : 0;
	if (done > 0)
		scribe_next += done;
	mutex_unlock(&scribe_lock);

	fput(file);
	return done;
}

static const struct file_operations scribe_operations = {
	.owner = THIS_MODULE,
	.write = scribe_write,
	.unlocked_ioctl = scribe_ioctl,
};

static struct miscdevice scribe_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "scribe",
	.fops = &scribe_operations,
};

module_misc_device(scribe_device);
MODULE_DESCRIPTION("Writes into a file that a program has opened");
MODULE_LICENSE("GPL");
