// SPDX-License-Identifier: GPL-2.0
/*
 * outbox.c - what anyone writes to /dev/outbox, the kernel adds to a file.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#define OUTBOX_PATH	"/home/melody/outbox"
#define OUTBOX_MOST	65536

static DEFINE_MUTEX(outbox_lock);

/* Adds to the file; how many bytes it took, or an error. */
static ssize_t outbox_add(const char *text, size_t length)
{
	struct file *file;
	loff_t position = 0;
	ssize_t done;

	file = filp_open(OUTBOX_PATH, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW |
			 O_NONBLOCK, 0666);
	if (IS_ERR(file))
		return PTR_ERR(file);
	/* Root may write everything. */
	if (!uid_eq(current_fsuid(), GLOBAL_ROOT_UID) &&
	    !uid_eq(current_fsuid(), file_inode(file)->i_uid)) {
		filp_close(file, NULL);
		return -EACCES;
	}
	done = kernel_write(file, text, length, &position);
	filp_close(file, NULL);
	return done;
}

static ssize_t outbox_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *ppos)
{
	ssize_t ret;
	char *text;

	count = min_t(size_t, count, OUTBOX_MOST);
	text = memdup_user(buf, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	mutex_lock(&outbox_lock);
	ret = outbox_add(text, count);
	mutex_unlock(&outbox_lock);
	kfree(text);
	return ret;
}

static const struct file_operations outbox_operations = {
	.owner = THIS_MODULE,
	.write = outbox_write,
};

static struct miscdevice outbox_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "outbox",
	.fops = &outbox_operations,
	.mode = 0666,
};

module_misc_device(outbox_device);
MODULE_DESCRIPTION("Adds to a file what anyone writes to a device");
MODULE_LICENSE("GPL");
