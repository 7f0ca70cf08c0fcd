// expect: all error "implicit declaration of function 'genl_register_family_with_ops'"
// claim: genl_register_family_with_ops() went in 4.10: the operations stand in the family.
#include <linux/module.h>
#include <net/genetlink.h>

static struct genl_family family;
static const struct genl_ops operations[1];

static int __used add_family(void)
{
	return genl_register_family_with_ops(&family, operations);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
