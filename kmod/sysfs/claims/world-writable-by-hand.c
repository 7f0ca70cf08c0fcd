// expect: all ok
// claim: Nobody warns where the same mode is put into the structure by hand.
#include <linux/module.h>
#include <linux/stat.h>
#include <linux/sysfs.h>

static struct attribute __used attribute = {
	.name = "claim",
	.mode = S_IRWXUGO,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
