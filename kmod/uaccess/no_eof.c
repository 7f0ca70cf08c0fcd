// SPDX-License-Identifier: GPL-2.0
/*
 * no_eof.c - /dev/no_eof, whose read never ends. Wrong on purpose.
 *
 * It compiles without a warning and every single read is right. What is wrong
 * is the second one: "cat /dev/no_eof" prints the same line until it is killed.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

static const char line[] = "the one and only line\n";

/* region: read */
static ssize_t no_eof_read(struct file *file, char __user *to, size_t asked,
			   loff_t *position)
{
	asked = min(asked, sizeof(line) - 1);
	if (copy_to_user(to, line, asked))
		return -EFAULT;
	return asked;
}
/* endregion: read */

static const struct file_operations no_eof_operations = {
	.owner	= THIS_MODULE,
	.read	= no_eof_read,
};

static struct miscdevice no_eof_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "no_eof",
	.fops	= &no_eof_operations,
};

module_misc_device(no_eof_device);

MODULE_DESCRIPTION("A read that forgets the end of file, to be broken by cat");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
