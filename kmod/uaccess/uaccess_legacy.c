/*
 * uaccess_legacy.c - the same note as an article of about 2010 would write it,
 * for Linux 2.6.3x. It is here to be compiled, not to be loaded: the compiler
 * tells, line by line, what the years have changed. The answers are in
 * uaccess.c.
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/init.h>
#include <linux/fs.h>
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/semaphore.h>
#include <asm/uaccess.h>

#define NOTE_SIZE	4096
#define NOTE_GET_LIMIT	_IOR('N', 1, int)
#define NOTE_SET_LIMIT	_IOW('N', 2, int)

static DECLARE_MUTEX(note_sem);
static char note[NOTE_SIZE];
static int note_length;
static int note_limit = NOTE_SIZE;

static dev_t note_number;
static struct cdev note_cdev;
static struct class *note_class;

/* region: operations */
static ssize_t note_read(struct file *filp, char __user *buf, size_t count,
			 loff_t *ppos)
{
	if (!access_ok(VERIFY_WRITE, buf, count))
		return -EFAULT;
	if (*ppos >= note_length)
		return 0;
	if (count > note_length - *ppos)
		count = note_length - *ppos;
	if (copy_to_user(buf, note + *ppos, count) < 0)
		return -EFAULT;
	*ppos += count;
	return count;
}

static ssize_t note_write(struct file *filp, const char __user *buf,
			  size_t count, loff_t *ppos)
{
	if (!access_ok(VERIFY_READ, buf, count))
		return -EFAULT;
	if (count > note_limit)
		count = note_limit;
	down(&note_sem);
	copy_from_user(note, buf, count);
	note_length = count;
	up(&note_sem);
	return count;
}

static int note_ioctl(struct inode *inode, struct file *filp,
		      unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case NOTE_GET_LIMIT:
		put_user(note_limit, (int __user *)arg);
		return 0;
	case NOTE_SET_LIMIT:
		get_user(note_limit, (int __user *)arg);
		return 0;
	}
	return -EINVAL;
}
/* endregion: operations */

/* region: greet */
/* Calls the device's own write with a pointer into the kernel. */
static void note_greet(void)
{
	static const char greeting[] = "hello";
	mm_segment_t old_fs = get_fs();
	loff_t pos = 0;

	set_fs(KERNEL_DS);
	note_write(NULL, (const char __user *)greeting, sizeof(greeting), &pos);
	set_fs(old_fs);
}
/* endregion: greet */

/* region: registration */
static struct file_operations note_fops = {
	.owner	= THIS_MODULE,
	.llseek	= no_llseek,
	.read	= note_read,
	.write	= note_write,
	.ioctl	= note_ioctl,
};

static int __init note_init(void)
{
	alloc_chrdev_region(&note_number, 0, 1, "note");
	cdev_init(&note_cdev, &note_fops);
	cdev_add(&note_cdev, note_number, 1);
	note_class = class_create(THIS_MODULE, "note");
	device_create(note_class, NULL, note_number, NULL, "note");
	note_greet();
	return 0;
}
/* endregion: registration */

static void __exit note_exit(void)
{
	device_destroy(note_class, note_number);
	class_destroy(note_class);
	cdev_del(&note_cdev);
	unregister_chrdev_region(note_number, 1);
}

module_init(note_init);
module_exit(note_exit);
MODULE_LICENSE("GPL");
