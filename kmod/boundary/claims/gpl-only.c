// expect: all error "is exported to GPL modules only"
// claim: A module with a closed licence does not get the functions that are exported for the GPL only.
#include <linux/kobject.h>
#include <linux/module.h>

static bool __used make(void)
{
	return kobject_create_and_add("claim", NULL);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("Proprietary");
