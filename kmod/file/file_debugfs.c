// SPDX-License-Identifier: GPL-2.0
/*
 * file_debugfs.c - the same string in a file of debugfs: nothing is written
 * anywhere, the text is made when somebody reads.
 *
 * See it with "cat /sys/kernel/debug/file_debugfs/str_from_kernel".
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static struct dentry *folder;

/* region: show */
static int string_show(struct seq_file *out, void *unused)
{
	seq_puts(out, "a string from the kernel\n");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(string);
/* endregion: show */

/* region: load */
static int __init file_debugfs_init(void)
{
	/* No checks: without debugfs the module shall work as well. */
	folder = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("str_from_kernel", 0400, folder, NULL,
			    &string_fops);
	return 0;
}

static void __exit file_debugfs_exit(void)
{
	debugfs_remove_recursive(folder);
}
/* endregion: load */

module_init(file_debugfs_init);
module_exit(file_debugfs_exit);

MODULE_DESCRIPTION("A string for developers, in debugfs");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
