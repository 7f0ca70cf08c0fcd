// SPDX-License-Identifier: GPL-2.0
/*
 * short_copy.c - /dev/short_copy, which takes the bytes that were not copied
 * for an error code. Wrong on purpose.
 *
 * It compiles without a warning and works for every program that hands it good
 * buffers. A program whose buffer is bad in part is told that all went well.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

static DEFINE_MUTEX(kept_lock);
static char kept[64] = "what the device kept before this write came";

/* region: write */
static ssize_t short_copy_write(struct file *file, const char __user *from,
				size_t asked, loff_t *position)
{
	int ret;

	asked = min(asked, sizeof(kept));
	mutex_lock(&kept_lock);
	ret = copy_from_user(kept, from, asked);
	mutex_unlock(&kept_lock);

	/* The mistake: it is never below zero. */
	if (ret < 0)
		return -EFAULT;
	return asked;
}
/* endregion: write */

static ssize_t short_copy_read(struct file *file, char __user *to, size_t asked,
			       loff_t *position)
{
	ssize_t done;

	mutex_lock(&kept_lock);
	done = simple_read_from_buffer(to, asked, position, kept, sizeof(kept));
	mutex_unlock(&kept_lock);
	return done;
}

static const struct file_operations short_copy_operations = {
	.owner	= THIS_MODULE,
	.read	= short_copy_read,
	.write	= short_copy_write,
};

static struct miscdevice short_copy_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "short_copy",
	.fops	= &short_copy_operations,
};

module_misc_device(short_copy_device);

MODULE_DESCRIPTION("A write that believes copy_from_user() returns an error");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
