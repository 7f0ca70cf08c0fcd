// SPDX-License-Identifier: GPL-2.0
/*
 * diary.c - what is written to /dev/diary, the kernel adds to a file.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#define DIARY_PATH	"/home/melody/diary"
#define DIARY_MOST	65536

static DEFINE_MUTEX(diary_lock);

/* Adds to the file; how many bytes it took, or an error. */
static ssize_t diary_add(const char *text, size_t length)
{
	struct file *file;
	loff_t position = 0;
	size_t done = 0;
	ssize_t ret = 0;

	file = filp_open(DIARY_PATH,
			 O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0644);
	if (IS_ERR(file))
		return PTR_ERR(file);
	while (done < length) {
		ret = kernel_write(file, text + done, length - done, &position);
		if (ret <= 0)
			break;
		done += ret;
	}
	filp_close(file, NULL);
	return done ? done : ret;
}

static ssize_t diary_write(struct file *file, const char __user *buf,
			   size_t count, loff_t *ppos)
{
	ssize_t ret;
	char *text;

	count = min_t(size_t, count, DIARY_MOST);
	text = memdup_user(buf, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	mutex_lock(&diary_lock);
	ret = diary_add(text, count);
	mutex_unlock(&diary_lock);
	kfree(text);
	return ret;
}

static const struct file_operations diary_operations = {
	.owner = THIS_MODULE,
	.write = diary_write,
};

static struct miscdevice diary_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "diary",
	.fops = &diary_operations,
	.mode = 0666,
};

module_misc_device(diary_device);
MODULE_DESCRIPTION("Adds to a file what is written to a device");
MODULE_LICENSE("GPL");
