// expect: 6.1 ok; 6.12 ok; newest error "from incompatible pointer type"
// claim: The functions of a bin_attribute get it as const since 6.16.
#include <linux/module.h>
#include <linux/sysfs.h>

static ssize_t read(struct file *file, struct kobject *kobj, struct bin_attribute *attribute,
		    char *to, loff_t position, size_t count)
{
	return 0;
}

static const struct bin_attribute __used attribute = {
	.read = read,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
