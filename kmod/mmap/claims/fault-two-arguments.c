// expect: all error "from incompatible pointer type"
// claim: A fault handler got the mapping as an argument of its own until 4.11.
#include <linux/mm.h>
#include <linux/module.h>

static vm_fault_t fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct __used operations = {
	.fault = fault,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
