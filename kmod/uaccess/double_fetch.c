// SPDX-License-Identifier: GPL-2.0
/*
 * double_fetch.c - /dev/double_fetch, which reads a length from user space,
 * checks it, and then reads it again. Wrong on purpose.
 *
 * It keeps a public notice with a secret right behind it. A program may ask
 * for up to 64 bytes, the notice; one that changes its mind between the check
 * and the use gets the secret as well. DOUBLE_FETCH_ONCE is the same command
 * put right.
 */
#include <linux/compat.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#include "double_fetch_uapi.h"

static DEFINE_MUTEX(vault_lock);
static struct {
	char notice[64];
	char secret[64];
} vault = {
	.notice = "a public notice, for everyone to read",
	.secret = "a secret, not for any program to read",
};

/* region: answer */
/* Called with the lock held; the device is a slow one, as many are. */
static long answer(const struct double_fetch_request *request)
{
	usleep_range(500, 1000);
	if (copy_to_user(u64_to_user_ptr(request->to), vault.notice,
			 request->length))
		return -EFAULT;
	return request->length;
}
/* endregion: answer */

/* region: twice */
static long fetch_twice(struct double_fetch_request __user *user)
{
	struct double_fetch_request request;
	u32 length;
	long ret;

	/* The first fetch, and the check. */
	if (get_user(length, &user->length))
		return -EFAULT;
	if (length > sizeof(vault.notice))
		return -EINVAL;

	/* Here a caller waits for its turn while others are answered. */
	mutex_lock(&vault_lock);

	/* The second fetch, and the use. */
	if (copy_from_user(&request, user, sizeof(request)))
		ret = -EFAULT;
	else
		ret = answer(&request);
	mutex_unlock(&vault_lock);
	return ret;
}
/* endregion: twice */

/* region: once */
static long fetch_once(struct double_fetch_request __user *user)
{
	struct double_fetch_request request;
	long ret;

	if (copy_from_user(&request, user, sizeof(request)))
		return -EFAULT;
	if (request.length > sizeof(vault.notice))
		return -EINVAL;

	mutex_lock(&vault_lock);
	ret = answer(&request);
	mutex_unlock(&vault_lock);
	return ret;
}
/* endregion: once */

static long double_fetch_ioctl(struct file *file, unsigned int command,
			       unsigned long argument)
{
	struct double_fetch_request __user *user =
		(struct double_fetch_request __user *)argument;

	switch (command) {
	case DOUBLE_FETCH_TWICE:
		return fetch_twice(user);
	case DOUBLE_FETCH_ONCE:
		return fetch_once(user);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations double_fetch_operations = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= double_fetch_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

static struct miscdevice double_fetch_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "double_fetch",
	.fops	= &double_fetch_operations,
};

module_misc_device(double_fetch_device);

MODULE_DESCRIPTION("A length that is checked in one fetch and used in another");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
