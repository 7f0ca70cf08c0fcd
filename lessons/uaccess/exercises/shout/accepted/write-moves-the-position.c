// SPDX-License-Identifier: GPL-2.0
/*
 * shout.c - /dev/shout gives back in capitals what was written to it.
 */
#include <linux/ctype.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#define SHOUT_SIZE 256

static DEFINE_MUTEX(shout_lock);
static char shout_text[SHOUT_SIZE];
static size_t shout_length;

static ssize_t shout_read(struct file *file, char __user *buf, size_t count,
			  loff_t *ppos)
{
	ssize_t ret;

	mutex_lock(&shout_lock);
	ret = simple_read_from_buffer(buf, count, ppos, shout_text, shout_length);
	mutex_unlock(&shout_lock);
	return ret;
}

static ssize_t shout_write(struct file *file, const char __user *buf,
			   size_t count, loff_t *ppos)
{
	char text[SHOUT_SIZE];
	size_t i;

	count = min_t(size_t, count, SHOUT_SIZE);
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	for (i = 0; i < count; i++)
		text[i] = toupper(text[i]);
	mutex_lock(&shout_lock);
	memcpy(shout_text, text, count);
	shout_length = count;
	mutex_unlock(&shout_lock);
	*ppos += count;
	return count;
}

static const struct file_operations shout_operations = {
	.owner = THIS_MODULE,
	.read = shout_read,
	.write = shout_write,
};

static struct miscdevice shout_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "shout",
	.fops = &shout_operations,
	.mode = 0666,
};

module_misc_device(shout_device);
MODULE_DESCRIPTION("Gives back in capitals what was written");
MODULE_LICENSE("GPL");
