// expect: all error "implicit declaration of function 'create_proc_entry'"
// claim: create_proc_entry() went in 3.10.
#include <linux/module.h>
#include <linux/proc_fs.h>

static bool __used make_entry(void)
{
	return create_proc_entry("claim", 0444, NULL) != 0;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
