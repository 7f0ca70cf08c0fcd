// SPDX-License-Identifier: GPL-2.0
/*
 * early_free.c - /sys/kernel/early_free, a folder with a folder in it, whose
 * memory is freed while the inner folder still counts on it. Wrong on purpose.
 *
 * It compiles without a warning, and nothing is amiss until it is unloaded.
 */
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

/* region: outer */
struct outer {
	struct kobject kobj;
	/* So large that nobody else asks for such memory soon. */
	char payload[1200];
};

static struct outer *outer;
static struct kobject *inner;

static void outer_release(struct kobject *kobj)
{
	pr_info("early_free: release runs\n");
	kfree(container_of(kobj, struct outer, kobj));
}

static const struct kobj_type outer_type = {
	.sysfs_ops	= &kobj_sysfs_ops,
	.release	= outer_release,
};
/* endregion: outer */

static int __init early_free_init(void)
{
	int ret;

	outer = kzalloc(sizeof(*outer), GFP_KERNEL);
	if (!outer)
		return -ENOMEM;
	ret = kobject_init_and_add(&outer->kobj, &outer_type, kernel_kobj,
				   "early_free");
	if (ret)
		goto put;
	inner = kobject_create_and_add("inner", &outer->kobj);
	if (!inner) {
		ret = -ENOMEM;
		goto put;
	}
	return 0;

put:
	kobject_put(&outer->kobj);
	return ret;
}

/* region: exit */
static void __exit early_free_exit(void)
{
	/* The mistake: kobject_put(&outer->kobj) is missing, kfree() is not. */
	kobject_del(&outer->kobj);
	kfree(outer);

	/* Gives back, among others, the reference that it held on "outer". */
	kobject_put(inner);
}
/* endregion: exit */

module_init(early_free_init);
module_exit(early_free_exit);

MODULE_DESCRIPTION("A kobject that is freed while it is in use");
MODULE_AUTHOR("Crossings");
MODULE_LICENSE("GPL");
