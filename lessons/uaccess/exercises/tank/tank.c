// SPDX-License-Identifier: GPL-2.0
/*
 * tank.c - /dev/tank, a water tank that is filled and asked by ioctl.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#include "tank_uapi.h"

#define CAPACITY 4000000000U

static unsigned int level;
module_param(level, uint, 0644);
MODULE_PARM_DESC(level, "litres in the tank");

static unsigned int leak;
module_param(leak, uint, 0644);
MODULE_PARM_DESC(leak, "litres that each filling loses");

static DEFINE_MUTEX(tank_lock);

static long tank_fill(u32 litres)
{
	if (litres <= leak)
		return -EINVAL;
	if (litres > CAPACITY - level)
		return -ENOSPC;
	level += litres - leak;
	return 0;
}

static long tank_ioctl(struct file *file, unsigned int command,
		       unsigned long argument)
{
	u32 __user *where = (u32 __user *)argument;
	u32 litres;
	long ret;

	mutex_lock(&tank_lock);
	switch (command) {
	case TANK_GET_LEVEL:
		ret = put_user(level, where);
		pr_info("tank: asked, %ld\n", ret);
		break;
	case TANK_FILL:
		ret = get_user(litres, where);
		if (!ret) {
			ret = tank_fill(litres);
			pr_info("tank: filled %u, %ld\n", litres, ret);
		}
		break;
	default:
		ret = -ENOTTY;
		pr_info("tank: unknown %#x\n", command);
	}
	mutex_unlock(&tank_lock);
	return ret;
}

static const struct file_operations tank_operations = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = tank_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice tank_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "tank",
	.fops = &tank_operations,
	.mode = 0666,
};

module_misc_device(tank_device);
MODULE_DESCRIPTION("A water tank that is filled and asked by ioctl");
MODULE_LICENSE("GPL");
