// expect: all error "implicit declaration of function 'genl_register_mc_group'"
// claim: genl_register_mc_group() went in 3.13: the groups stand in the family.
#include <linux/module.h>
#include <net/genetlink.h>

static struct genl_family family;
static struct genl_multicast_group group;

static int __used add_group(void)
{
	return genl_register_mc_group(&family, &group);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
