// SPDX-License-Identifier: GPL-2.0
/*
 * uaccess.c - /dev/uaccess, a device that keeps one note.
 *
 * Programs write the note and read it back; every byte of it crosses the
 * boundary between user space and the kernel on the way:
 *
 *   write(2)           copy_from_user()   a block of bytes comes in
 *   read(2)            copy_to_user()     a block of bytes goes out
 *   UACCESS_SET_LIMIT  get_user()         one number comes in
 *   UACCESS_GET_LIMIT  put_user()         one number goes out
 *
 * Each crossing leaves a line in the kernel log, so that both sides of it
 * can be seen. A driver for daily use would keep quiet or use pr_debug().
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "uaccess_uapi.h"

/* region: state */
/*
 * One note for all who open the device, so any number of system calls can
 * be in here at once. The lock is a mutex and not a spinlock because a copy
 * to or from user space may have to wait for a page, and only a mutex may
 * be held while waiting.
 */
static DEFINE_MUTEX(note_lock);
static char note[UACCESS_CAPACITY];
static size_t note_length;
static u32 note_limit = UACCESS_CAPACITY;
/* endregion: state */

/* region: crossed */
/*
 * Turns "this many bytes did not make it" into what read(2) and write(2)
 * promise: the number that did, and an error only when there was none.
 */
static ssize_t crossed(size_t asked, size_t missing)
{
	if (missing && missing == asked)
		return -EFAULT;
	return asked - missing;
}
/* endregion: crossed */

/* region: read */
static ssize_t uaccess_read(struct file *file, char __user *to, size_t asked,
			    loff_t *position)
{
	size_t start, missing;
	ssize_t done;

	if (mutex_lock_interruptible(&note_lock))
		return -ERESTARTSYS;

	if (*position >= note_length) {
		mutex_unlock(&note_lock);
		return 0;
	}
	start = *position;
	asked = min(asked, note_length - start);
	missing = copy_to_user(to, note + start, asked);
	mutex_unlock(&note_lock);

	pr_info("read: %zu bytes to give, copy_to_user returned %zu\n", asked,
		missing);
	done = crossed(asked, missing);
	if (done > 0)
		*position += done;
	return done;
}
/* endregion: read */

/* region: store */
/* Puts bytes that are already in the kernel into the note. */
static ssize_t note_store(const char *bytes, size_t count, loff_t *position)
{
	size_t start;

	if (mutex_lock_interruptible(&note_lock))
		return -ERESTARTSYS;

	if (*position >= note_limit) {
		mutex_unlock(&note_lock);
		return -ENOSPC;
	}
	start = *position;
	count = min(count, note_limit - start);

	/* A gap must read as zeros, never as what an older note left there. */
	if (start > note_length)
		memset(note + note_length, 0, start - note_length);
	memcpy(note + start, bytes, count);
	note_length = max(note_length, start + count);
	mutex_unlock(&note_lock);

	*position += count;
	return count;
}
/* endregion: store */

/* region: write */
static ssize_t uaccess_write(struct file *file, const char __user *from,
			     size_t asked, loff_t *position)
{
	size_t missing;
	ssize_t done;
	char *bytes;

	/* The program chose this number: bound it before it is used. */
	asked = min_t(size_t, asked, UACCESS_CAPACITY);

	/*
	 * Into memory of its own first, not into the note: where the copy stops
	 * early, copy_from_user() fills the rest with zeros, and those zeros
	 * would overwrite what the note held there.
	 */
	bytes = kmalloc(asked, GFP_KERNEL);
	if (!bytes)
		return -ENOMEM;

	missing = copy_from_user(bytes, from, asked);
	pr_info("write: %zu bytes to take, copy_from_user returned %zu\n",
		asked, missing);
	done = crossed(asked, missing);
	if (done > 0)
		done = note_store(bytes, done, position);

	kfree(bytes);
	return done;
}
/* endregion: write */

/* region: get-limit */
static long get_limit(u32 __user *to)
{
	u32 limit;

	if (mutex_lock_interruptible(&note_lock))
		return -ERESTARTSYS;
	limit = note_limit;
	mutex_unlock(&note_lock);

	pr_info("ioctl: put_user will store %u\n", limit);
	return put_user(limit, to);
}
/* endregion: get-limit */

/* region: set-limit */
static long set_limit(u32 __user *from)
{
	long ret = 0;
	u32 limit;

	if (get_user(limit, from))
		return -EFAULT;
	pr_info("ioctl: get_user fetched %u\n", limit);

	if (mutex_lock_interruptible(&note_lock))
		return -ERESTARTSYS;
	if (limit < note_length || limit > UACCESS_CAPACITY)
		ret = -EINVAL;
	else
		note_limit = limit;
	mutex_unlock(&note_lock);
	return ret;
}
/* endregion: set-limit */

/* region: dispatch */
static long uaccess_ioctl(struct file *file, unsigned int command,
			  unsigned long argument)
{
	u32 __user *where = (u32 __user *)argument;

	switch (command) {
	case UACCESS_GET_LIMIT:
		return get_limit(where);
	case UACCESS_SET_LIMIT:
		return set_limit(where);
	default:
		return -ENOTTY;
	}
}
/* endregion: dispatch */

/* region: open-and-seek */
/* A shell's "> /dev/uaccess" opens with O_TRUNC: it wants an empty note. */
static int uaccess_open(struct inode *inode, struct file *file)
{
	if ((file->f_mode & FMODE_WRITE) && (file->f_flags & O_TRUNC)) {
		if (mutex_lock_interruptible(&note_lock))
			return -ERESTARTSYS;
		note_length = 0;
		mutex_unlock(&note_lock);
	}
	return 0;
}

static loff_t uaccess_llseek(struct file *file, loff_t offset, int whence)
{
	loff_t position;

	if (mutex_lock_interruptible(&note_lock))
		return -ERESTARTSYS;
	position = fixed_size_llseek(file, offset, whence, note_length);
	mutex_unlock(&note_lock);
	return position;
}
/* endregion: open-and-seek */

/* region: device */
static const struct file_operations uaccess_operations = {
	.owner		= THIS_MODULE,
	.open		= uaccess_open,
	.llseek		= uaccess_llseek,
	.read		= uaccess_read,
	.write		= uaccess_write,
	.unlocked_ioctl	= uaccess_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

/* With no .mode of its own the device file is for root alone (0600). */
static struct miscdevice uaccess_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= UACCESS_NAME,
	.fops	= &uaccess_operations,
};
/* endregion: device */

/* region: load */
static int __init uaccess_init(void)
{
	/* Last of all preparations: a program may open the device at once. */
	int ret = misc_register(&uaccess_device);

	if (ret) {
		pr_err("cannot register /dev/" UACCESS_NAME ": %d\n", ret);
		return ret;
	}
	pr_info("/dev/" UACCESS_NAME " keeps a note of up to %d bytes\n",
		UACCESS_CAPACITY);
	return 0;
}

static void __exit uaccess_exit(void)
{
	misc_deregister(&uaccess_device);
	pr_info("/dev/" UACCESS_NAME " is gone\n");
}

module_init(uaccess_init);
module_exit(uaccess_exit);
/* endregion: load */

MODULE_DESCRIPTION("A note in a character device: the four uaccess calls");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
