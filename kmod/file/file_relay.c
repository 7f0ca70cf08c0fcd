// SPDX-License-Identifier: GPL-2.0
/*
 * file_relay.c - much data, from a place where nobody may sleep, to a file
 * that a program reads: a relay channel.
 *
 * A timer leaves a line every 10 milliseconds, 100 of them. Read them with
 * "cat /sys/kernel/debug/file_relay/lines0"; there is a file per processor.
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/relay.h>
#include <linux/timer.h>

static struct dentry *folder;
static struct rchan *channel;

/* region: timer */
static void leave_line(struct timer_list *timer);
static DEFINE_TIMER(timer, leave_line);

static void leave_line(struct timer_list *unused)
{
	static unsigned int number;
	char line[32];
	int length;

	length = scnprintf(line, sizeof(line), "line %u\n", ++number);
	relay_write(channel, line, length);
	if (number < 100)
		mod_timer(&timer, jiffies + msecs_to_jiffies(10));
}
/* endregion: timer */

/* region: channel */
static struct dentry *create_file(const char *name, struct dentry *parent,
				  umode_t mode, struct rchan_buf *buffer,
				  int *is_global)
{
	return debugfs_create_file(name, mode, parent, buffer,
				   &relay_file_operations);
}

static int remove_file(struct dentry *file)
{
	debugfs_remove(file);
	return 0;
}

static const struct rchan_callbacks callbacks = {
	.create_buf_file = create_file,
	.remove_buf_file = remove_file,
};

static int __init file_relay_init(void)
{
	folder = debugfs_create_dir(KBUILD_MODNAME, NULL);

	/* Eight parts of 4096 bytes; a reader may be that far behind. */
	channel = relay_open("lines", folder, 4096, 8, &callbacks, NULL);
	if (!channel) {
		debugfs_remove_recursive(folder);
		return -ENOMEM;
	}
	mod_timer(&timer, jiffies);
	return 0;
}

static void __exit file_relay_exit(void)
{
	timer_shutdown_sync(&timer);
	relay_close(channel);
	debugfs_remove_recursive(folder);
}
/* endregion: channel */

module_init(file_relay_init);
module_exit(file_relay_exit);

MODULE_DESCRIPTION("Lines from a timer, in a relay channel");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
