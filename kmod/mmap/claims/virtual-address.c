// expect: all error "has no member named 'virtual_address'"
// claim: The faulting address is vmf->address; virtual_address went in 4.10.
#include <linux/mm.h>
#include <linux/module.h>

static unsigned long __used where(struct vm_fault *vmf)
{
	return (unsigned long)vmf->virtual_address;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
