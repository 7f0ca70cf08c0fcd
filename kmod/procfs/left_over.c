// SPDX-License-Identifier: GPL-2.0
/*
 * left_over.c - /proc/left_over, which stays when the module goes. Wrong on
 * purpose.
 *
 * It compiles without a warning, and works for as long as it is loaded.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>

/* region: show */
static int left_over_show(struct seq_file *out, void *unused)
{
	seq_puts(out, "made by code of the module\n");
	return 0;
}

static int __init left_over_init(void)
{
	if (!proc_create_single("left_over", 0444, NULL, left_over_show))
		return -ENOMEM;
	return 0;
}

/* The mistake: here remove_proc_entry("left_over", NULL) is missing. */
static void __exit left_over_exit(void)
{
}
/* endregion: show */

module_init(left_over_init);
module_exit(left_over_exit);

MODULE_DESCRIPTION("An entry in /proc that outlives its module");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
