// expect: all ok
// claim: kobj_type has .default_groups, and may be const.
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>

static struct attribute *claim_attrs[] = { NULL };
ATTRIBUTE_GROUPS(claim);

static const struct kobj_type type = {
	.default_groups	= claim_groups,
	.sysfs_ops	= &kobj_sysfs_ops,
};

static void __used begin(struct kobject *kobj)
{
	kobject_init(kobj, &type);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
