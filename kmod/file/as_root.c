// SPDX-License-Identifier: GPL-2.0
/*
 * as_root.c - /dev/as_root, which has the file written by a thread of the
 * kernel. Wrong on purpose.
 *
 * It compiles without a warning. Whoever writes to the device writes into a
 * file of root's, because the thread does not know on whose behalf it works.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>

static char *path = "/home/melody/str_from_kernel";
module_param(path, charp, 0444);
MODULE_PARM_DESC(path, "file to write");

static DEFINE_MUTEX(gate);
static char text[64];
static size_t length;
static ssize_t result;

static ssize_t write_text(void)
{
	loff_t position = 0;
	struct file *file;
	ssize_t done;

	file = filp_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (IS_ERR(file))
		return PTR_ERR(file);
	done = kernel_write(file, text, length, &position);
	filp_close(file, NULL);
	return done;
}

/* region: work */
static void work_function(struct work_struct *work)
{
#ifdef scoped_with_init_fs
	/* Of late a thread of the kernel sees no files until it asks to. */
	scoped_with_init_fs()
		result = write_text();
#else
	result = write_text();
#endif
}

static DECLARE_WORK(work, work_function);

static ssize_t as_root_write(struct file *device, const char __user *from,
			     size_t asked, loff_t *position)
{
	ssize_t done = -EFAULT;

	asked = min(asked, sizeof(text));
	mutex_lock(&gate);
	if (!copy_from_user(text, from, asked)) {
		length = asked;
		schedule_work(&work);
		flush_work(&work);
		done = result;
	}
	mutex_unlock(&gate);
	return done;
}
/* endregion: work */

static const struct file_operations as_root_operations = {
	.owner	= THIS_MODULE,
	.write	= as_root_write,
};

static struct miscdevice as_root_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "as_root",
	.fops	= &as_root_operations,
	.mode	= 0666,
};

module_misc_device(as_root_device);

MODULE_DESCRIPTION("A file written by a kernel thread, for anyone who asks");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
