// SPDX-License-Identifier: GPL-2.0
/*
 * greedy.c - /proc/greedy, whose write takes as many bytes as the program
 * cares to send. Wrong on purpose.
 *
 * It compiles without a warning and works for all who write less than 64 bytes.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define NAME_BYTES	64

/* region: write */
static ssize_t greedy_write(struct file *file, const char __user *from,
			    size_t asked, loff_t *position)
{
	char *name = kzalloc(NAME_BYTES, GFP_KERNEL);

	if (!name)
		return -ENOMEM;
	/* The mistake: "asked" is the program's number, the room is ours. */
	if (copy_from_user(name, from, asked)) {
		kfree(name);
		return -EFAULT;
	}
	pr_info("greedy: took %zu bytes\n", asked);
	kfree(name);
	return asked;
}
/* endregion: write */

static const struct proc_ops greedy_operations = {
	.proc_write	= greedy_write,
	.proc_lseek	= noop_llseek,
};

static int __init greedy_init(void)
{
	if (!proc_create("greedy", 0200, NULL, &greedy_operations))
		return -ENOMEM;
	return 0;
}

static void __exit greedy_exit(void)
{
	remove_proc_entry("greedy", NULL);
}

module_init(greedy_init);
module_exit(greedy_exit);

MODULE_DESCRIPTION("A write that trusts the length it is given");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
