// SPDX-License-Identifier: GPL-2.0
/*
 * file_helper.c - the kernel starts a program, and the program writes the
 * file. What goes into which file, and how, is the program's business.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>
#include <linux/umh.h>

/* region: helper */
static int __init file_helper_init(void)
{
	char *command[4] = { "/bin/sh", "-c",
			     "echo \"$TEXT\" > \"$FILE\"", NULL };
	char *environment[4] = { "PATH=/usr/bin:/bin",
				 "FILE=/home/melody/str_from_kernel",
				 "TEXT=a string from the kernel", NULL };
	int ret;

	ret = call_usermodehelper(command[0], command, environment,
				  UMH_WAIT_PROC);
	if (ret < 0) {
		pr_err("the helper was not started: %d\n", ret);
		return ret;
	}
	if (ret) {
		pr_err("the helper ended with exit code %d\n", ret >> 8);
		return -EIO;
	}
	pr_info("the helper has done it\n");
	return 0;
}
/* endregion: helper */

static void __exit file_helper_exit(void)
{
}

module_init(file_helper_init);
module_exit(file_helper_exit);

MODULE_DESCRIPTION("A program, started by the kernel, writes the file");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
