// expect: 6.1 error "implicit declaration of function 'vm_flags_mod'"; 6.12 ok; newest ok
// claim: vm_flags_mod(), with its kin vm_flags_set() and vm_flags_clear(), came in 6.3.
#include <linux/mm.h>
#include <linux/module.h>

static void __used keep_out_of_dumps(struct vm_area_struct *vma)
{
	vm_flags_mod(vma, VM_DONTDUMP, VM_MAYWRITE);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
