// expect: all error "from incompatible pointer type"
// claim: The functions of a bin_attribute get the open file first since 2.6.35.
#include <linux/module.h>
#include <linux/sysfs.h>

static ssize_t read(struct kobject *kobj, struct bin_attribute *attribute, char *to,
		    loff_t position, size_t count)
{
	return 0;
}

static const struct bin_attribute __used attribute = {
	.read = read,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
