// expect: all ok
// claim: sysfs_emit() and sysfs_emit_at() are in every edition.
#include <linux/module.h>
#include <linux/sysfs.h>

static ssize_t __used show(char *text)
{
	int length = sysfs_emit(text, "%d", 1);

	return length + sysfs_emit_at(text, length, "\n");
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
