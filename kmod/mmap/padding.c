// SPDX-License-Identifier: GPL-2.0
/*
 * padding.c - /dev/padding, which answers with a structure that has holes in
 * it, and with one that has none. The first is wrong on purpose.
 *
 * Every member of both is set. What the holes between them hold nobody has
 * set, and it crosses the boundary with the rest.
 */
#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "padding_uapi.h"

/* region: careless */
static long answer_careless(struct padding_careless __user *user)
{
	struct padding_careless *answer = kmalloc(sizeof(*answer), GFP_KERNEL);
	long ret = 0;

	if (!answer)
		return -ENOMEM;
	answer->channel = 1;
	answer->nanoseconds = 2;
	answer->value = 3;
	if (copy_to_user(user, answer, sizeof(*answer)))
		ret = -EFAULT;
	kfree(answer);
	return ret;
}
/* endregion: careless */

/* region: careful */
static long answer_careful(struct padding_careful __user *user)
{
	struct padding_careful *answer = kmalloc(sizeof(*answer), GFP_KERNEL);
	long ret = 0;

	BUILD_BUG_ON(sizeof(*answer) != 16);
	if (!answer)
		return -ENOMEM;
	answer->channel = 1;
	answer->nanoseconds = 2;
	answer->value = 3;
	if (copy_to_user(user, answer, sizeof(*answer)))
		ret = -EFAULT;
	kfree(answer);
	return ret;
}
/* endregion: careful */

static long padding_ioctl(struct file *file, unsigned int command,
			  unsigned long argument)
{
	void __user *user = (void __user *)argument;

	switch (command) {
	case PADDING_CARELESS:
		return answer_careless(user);
	case PADDING_CAREFUL:
		return answer_careful(user);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations padding_operations = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= padding_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

static struct miscdevice padding_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "padding",
	.fops	= &padding_operations,
};

module_misc_device(padding_device);

MODULE_DESCRIPTION("A structure with holes, and the same without");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
