// SPDX-License-Identifier: GPL-2.0
/*
 * parcel.c - /dev/parcel takes parcels that say how long they are.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define PARCEL_SIZE 256

struct parcel {
	u32 length;
	u8 bytes[];
};

static unsigned int queue_ms;
module_param(queue_ms, uint, 0644);
MODULE_PARM_DESC(queue_ms, "how long a parcel waits for its turn");

/* Protects what is kept of the last parcel. */
static DEFINE_MUTEX(kept_lock);
static u8 kept[PARCEL_SIZE];
static size_t kept_length;

static ssize_t parcel_read(struct file *file, char __user *buf, size_t count,
			   loff_t *ppos)
{
	ssize_t ret;

	mutex_lock(&kept_lock);
	ret = simple_read_from_buffer(buf, count, ppos, kept, kept_length);
	mutex_unlock(&kept_lock);
	return ret;
}

/* A parcel in memory of the kernel, to be given back with kfree(). */
static noinline struct parcel *fetch_parcel(const char __user *buf, size_t bytes)
{
	struct parcel *parcel = kmalloc(bytes, GFP_KERNEL);

	if (!parcel)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(parcel, buf, bytes)) {
		kfree(parcel);
		return ERR_PTR(-EFAULT);
	}
	return parcel;
}

static ssize_t parcel_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *ppos)
{
	struct parcel *parcel;
	ssize_t ret;
	u32 length;

	if (count < sizeof(*parcel))
		return -EINVAL;
	if (get_user(length, (const u32 __user *)buf))
		return -EFAULT;
	if (length > PARCEL_SIZE || length > count - sizeof(*parcel))
		return -EINVAL;

	/* The queue. */
	msleep(READ_ONCE(queue_ms));

	parcel = fetch_parcel(buf, sizeof(*parcel) + length);
	if (IS_ERR(parcel))
		return PTR_ERR(parcel);

	if (parcel->length != length) {
		kfree(parcel);
		return -EINVAL;
	}

	mutex_lock(&kept_lock);
	/* Only the length that was checked counts; the one in parcel may be new. */
	memcpy(kept, parcel->bytes, length);
	kept_length = length;
	ret = sizeof(*parcel) + length;
	mutex_unlock(&kept_lock);
	kfree(parcel);
	return ret;
}

static const struct file_operations parcel_operations = {
	.owner = THIS_MODULE,
	.read = parcel_read,
	.write = parcel_write,
	.llseek = default_llseek,
};

static struct miscdevice parcel_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "parcel",
	.fops = &parcel_operations,
};

module_misc_device(parcel_device);
MODULE_DESCRIPTION("Takes parcels that say how long they are");
MODULE_LICENSE("GPL");
