// SPDX-License-Identifier: GPL-2.0
/*
 * under_lock.c - writes a file, named by the parameter "path", while it holds
 * a spinlock. Wrong on purpose.
 *
 * It compiles without a warning, and with a plain file it works. It works
 * until the day on which something behind the path has to wait.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static char *path;
module_param(path, charp, 0444);
MODULE_PARM_DESC(path, "file to write when loaded (default: none)");

static DEFINE_SPINLOCK(lock);

/* region: write */
static int write_under_lock(void)
{
	static const char text[] = "written under a spinlock\n";
	loff_t position = 0;
	struct file *file;

	spin_lock(&lock);
	file = filp_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (!IS_ERR(file)) {
		kernel_write(file, text, sizeof(text) - 1, &position);
		filp_close(file, NULL);
	}
	spin_unlock(&lock);
	return PTR_ERR_OR_ZERO(file);
}
/* endregion: write */

static int __init under_lock_init(void)
{
	return path ? write_under_lock() : 0;
}

static void __exit under_lock_exit(void)
{
}

module_init(under_lock_init);
module_exit(under_lock_exit);

MODULE_DESCRIPTION("A file written where nobody may sleep");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
