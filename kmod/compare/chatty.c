// SPDX-License-Identifier: GPL-2.0
/*
 * chatty.c - /dev/chatty, a device whose read can leave a line in the kernel
 * log, and can be told not to:
 *
 *   echo Y > /sys/module/chatty/parameters/talk
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

/* region: read */
static bool talk;
module_param(talk, bool, 0644);
MODULE_PARM_DESC(talk, "leave a line in the kernel log at each read");

static ssize_t chatty_read(struct file *file, char __user *to, size_t asked,
			   loff_t *position)
{
	static const char bytes[8] = "8 bytes";

	asked = min(asked, sizeof(bytes));
	if (copy_to_user(to, bytes, asked))
		return -EFAULT;
	if (talk)
		pr_info("read: %zu bytes\n", asked);
	return asked;
}
/* endregion: read */

static const struct file_operations chatty_operations = {
	.owner	= THIS_MODULE,
	.open	= nonseekable_open,
	.read	= chatty_read,
};

static struct miscdevice chatty_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "chatty",
	.fops	= &chatty_operations,
};

module_misc_device(chatty_device);

MODULE_DESCRIPTION("What a line in the kernel log costs");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
