// expect: all error "MODULE_LICENSE() is missing"
// claim: A module without MODULE_LICENSE() is not built.
#include <linux/init.h>
#include <linux/module.h>

static int __init claim_init(void)
{
	return 0;
}
module_init(claim_init);

MODULE_DESCRIPTION("claim");
