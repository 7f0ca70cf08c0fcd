// expect: all error "'GENL_ID_GENERATE' undeclared"
// claim: GENL_ID_GENERATE went in 4.10: every family's number is given by the kernel.
#include <linux/module.h>
#include <net/genetlink.h>

static struct genl_family __used family = {
	.id = GENL_ID_GENERATE,
	.name = "claim",
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
