// SPDX-License-Identifier: GPL-2.0
/*
 * refuses.c - a module whose init function says no.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/module.h>

/* region: init */
static int __init refuses_init(void)
{
	pr_info("the device that I am for is not there\n");
	return -ENODEV;
}

module_init(refuses_init);
/* endregion: init */

MODULE_DESCRIPTION("Is never loaded");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
