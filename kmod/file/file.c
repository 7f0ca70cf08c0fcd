// SPDX-License-Identifier: GPL-2.0
/*
 * file.c - the kernel opens a file by its name and writes into it.
 *
 * Once when it is loaded, a string into the article's file; then again for
 * every write(2) to /dev/to_file. Read the file with cat.
 *
 * This is shown so that it can be recognised and avoided. file_debugfs.c,
 * file_relay.c and file_helper.c do the same job in better ways.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cred.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "file_uapi.h"

/* region: path */
static char *path = FILE_PATH;
module_param(path, charp, 0444);
MODULE_PARM_DESC(path, "file to write (default: " FILE_PATH ")");
/* endregion: path */

/* Two at once would mix their texts. */
static DEFINE_MUTEX(writing);

/* region: put-all */
/*
 * Writes all of it, unless something stops it. Returns the number of bytes
 * written, and an error only when there were none.
 */
static ssize_t put_all(struct file *file, const char *bytes, size_t length,
		       loff_t *position)
{
	size_t written = 0;
	ssize_t done;

	while (written < length) {
		done = kernel_write(file, bytes + written, length - written,
				    position);
		if (done <= 0)
			return written ? written : done;
		written += done;
	}
	return written;
}
/* endregion: put-all */

/* region: write-file */
static ssize_t write_file(const char *bytes, size_t length, loff_t *position)
{
	int flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
	struct file *file;
	ssize_t done;
	int closed;

	if (*position == 0)
		flags |= O_TRUNC;

	file = filp_open(path, flags, 0644);
	if (IS_ERR(file))
		return PTR_ERR(file);

	if (S_ISREG(file_inode(file)->i_mode))
		done = put_all(file, bytes, length, position);
	else
		done = -EINVAL;

	/* Some file systems tell only now that the disk was full. */
	closed = filp_close(file, NULL);
	if (closed && done >= 0)
		return closed;
	return done;
}
/* endregion: write-file */

/* region: device */
static ssize_t to_file_write(struct file *device, const char __user *from,
			     size_t asked, loff_t *position)
{
	ssize_t done;
	char *bytes;

	asked = min_t(size_t, asked, FILE_TEXT_MAX);
	bytes = memdup_user(from, asked);
	if (IS_ERR(bytes))
		return PTR_ERR(bytes);

	if (mutex_lock_interruptible(&writing)) {
		done = -ERESTARTSYS;
		goto free_bytes;
	}
	done = write_file(bytes, asked, position);
	mutex_unlock(&writing);

	pr_info("%zu bytes to write as user %u: %zd\n", asked,
		from_kuid(&init_user_ns, current_fsuid()), done);
free_bytes:
	kfree(bytes);
	return done;
}

static const struct file_operations to_file_operations = {
	.owner	= THIS_MODULE,
	.write	= to_file_write,
};

/* For everyone: nobody gets more out of it than they could do themselves. */
static struct miscdevice to_file_device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= FILE_DEVICE,
	.fops	= &to_file_operations,
	.mode	= 0666,
};
/* endregion: device */

/* region: load */
static int __init file_init(void)
{
	static const char text[] = "a string from the kernel\n";
	loff_t position = 0;
	ssize_t done;

	done = write_file(text, strlen(text), &position);
	if (done != strlen(text)) {
		pr_err("cannot write %s: %zd\n", path, done);
		return done < 0 ? done : -EIO;
	}
	pr_info("wrote %zd bytes to %s\n", done, path);
	return misc_register(&to_file_device);
}

static void __exit file_exit(void)
{
	misc_deregister(&to_file_device);
}

module_init(file_init);
module_exit(file_exit);
/* endregion: load */

MODULE_DESCRIPTION("The kernel writes a file: filp_open and kernel_write");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
