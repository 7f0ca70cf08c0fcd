// expect: all ok
// claim: alloc_chrdev_region(), cdev_init() and cdev_add() are what they were in 2010.
#include <linux/cdev.h>
#include <linux/fs.h>
#include <linux/module.h>

static dev_t number;
static struct cdev device;
static const struct file_operations operations = { .owner = THIS_MODULE };

static int __used add_device(void)
{
	int ret = alloc_chrdev_region(&number, 0, 1, "claim");

	if (ret)
		return ret;
	cdev_init(&device, &operations);
	ret = cdev_add(&device, number, 1);
	if (ret)
		unregister_chrdev_region(number, 1);
	return ret;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
