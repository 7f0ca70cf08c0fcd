// SPDX-License-Identifier: GPL-2.0
/*
 * no_lseek.c - /proc/no_lseek, which has a read and no .proc_lseek. Wrong on
 * purpose.
 *
 * It compiles without a warning and "cat" is content with it. What happens to a
 * program that moves its file position depends on the kernel below.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz\n";

/* region: operations */
static ssize_t no_lseek_read(struct file *file, char __user *to, size_t asked,
			     loff_t *position)
{
	return simple_read_from_buffer(to, asked, position, alphabet,
				       sizeof(alphabet) - 1);
}

/* The mistake: one line is missing. */
static const struct proc_ops no_lseek_operations = {
	.proc_read	= no_lseek_read,
};
/* endregion: operations */

static const struct proc_ops with_lseek_operations = {
	.proc_read	= no_lseek_read,
	.proc_lseek	= default_llseek,
};

static int __init no_lseek_init(void)
{
	if (!proc_create("with_lseek", 0444, NULL, &with_lseek_operations))
		return -ENOMEM;
	if (!proc_create("no_lseek", 0444, NULL, &no_lseek_operations)) {
		remove_proc_entry("with_lseek", NULL);
		return -ENOMEM;
	}
	return 0;
}

static void __exit no_lseek_exit(void)
{
	remove_proc_entry("no_lseek", NULL);
	remove_proc_entry("with_lseek", NULL);
}

module_init(no_lseek_init);
module_exit(no_lseek_exit);

MODULE_DESCRIPTION("The same read with and without a .proc_lseek");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
