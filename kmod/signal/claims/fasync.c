// expect: all ok
// claim: fasync_helper() and kill_fasync(): SIGIO for whoever asked for it.
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/signal.h>

static struct fasync_struct *waiting;

static int __used subscribe(int fd, struct file *file, int on)
{
	return fasync_helper(fd, file, on, &waiting);
}

static void __used tell(void)
{
	kill_fasync(&waiting, SIGIO, POLL_IN);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
