// SPDX-License-Identifier: GPL-2.0
/*
 * hello.c - the smallest module that does something: it says when it comes
 * and when it goes.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

/* region: hello */
#include <linux/init.h>
#include <linux/module.h>

static int __init hello_init(void)
{
	pr_info("loaded\n");
	return 0;
}

static void __exit hello_exit(void)
{
	pr_info("unloaded\n");
}

module_init(hello_init);
module_exit(hello_exit);

MODULE_DESCRIPTION("Says when it comes and when it goes");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
/* endregion: hello */
