// expect: all error "from incompatible pointer type"
// claim: A fault handler returns a vm_fault_t, which is no int.
#include <linux/mm.h>
#include <linux/module.h>

static int fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct __used operations = {
	.fault = fault,
};

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
