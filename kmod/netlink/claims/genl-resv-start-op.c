// expect: all ok
// claim: genl_family has resv_start_op in every edition (since 6.1); a new family leaves it out.
#include <linux/module.h>
#include <net/genetlink.h>

static struct genl_family __used family = {
	.name = "claim",
	.resv_start_op = 0,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
