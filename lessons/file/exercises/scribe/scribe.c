// SPDX-License-Identifier: GPL-2.0
/*
 * scribe.c - /dev/scribe keeps a text and writes it into a file that a program
 * has opened. What is written to the device becomes the text. The ioctl
 * SCRIBE_WRITE takes the number of an open file, writes the next piece into it
 * and returns its length; 0 when all is written.
 *
 *   left_open    how many programs ended with the file still open, as a module
 *                parameter
 *   after_error  pieces that were asked for after an error
 */
#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/ioctl.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/uaccess.h>

#define SCRIBE_SIZE	8192
#define SCRIBE_PIECE	1000
#define SCRIBE_WRITE	_IO(0xe2, 1)

static DEFINE_MUTEX(scribe_lock);
static char scribe_text[SCRIBE_SIZE];
static size_t scribe_length;
static size_t scribe_next;
static bool scribe_failed;

/* The file that was written last, by its number and for comparison only. */
static unsigned long last_number;
static struct file *last_file;

static unsigned int left_open;
module_param(left_open, uint, 0444);
static unsigned int after_error;
module_param(after_error, uint, 0444);

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
	scribe_failed = false;
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
	last_number = number;
	last_file = file;
	if (scribe_failed)
		after_error++;
	piece = min_t(size_t, scribe_length - scribe_next, SCRIBE_PIECE);
	done = -EBADF;
	if (file->f_mode & FMODE_WRITE)
		done = piece ? kernel_write(file, scribe_text + scribe_next,
					    piece, &file->f_pos) : 0;
	if (done > 0)
		scribe_next += done;
	if (done < 0)
		scribe_failed = true;
	mutex_unlock(&scribe_lock);

	fput(file);
	return done;
}

/*
 * Called when a program closes the device. One that ends closes its files in
 * the order of their numbers, and the device was opened before the file.
 */
static int scribe_flush(struct file *device, fl_owner_t files)
{
	mutex_lock(&scribe_lock);
	rcu_read_lock();
	if (last_file && files_lookup_fd_raw(files, last_number) == last_file)
		left_open++;
	rcu_read_unlock();
	last_file = NULL;
	mutex_unlock(&scribe_lock);
	return 0;
}

static const struct file_operations scribe_operations = {
	.owner = THIS_MODULE,
	.flush = scribe_flush,
	.write = scribe_write,
	.unlocked_ioctl = scribe_ioctl,
};

static struct miscdevice scribe_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "scribe",
	.fops = &scribe_operations,
	.mode = 0644,
};

module_misc_device(scribe_device);
MODULE_DESCRIPTION("Writes into a file that a program has opened");
MODULE_LICENSE("GPL");
