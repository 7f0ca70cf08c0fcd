// expect: 6.1 ok; 6.12 error "assignment of read-only member 'vm_flags'"; newest error "assignment of read-only member 'vm_flags'"
// claim: The flags of a mapping can be assigned to until 6.3.
#include <linux/mm.h>
#include <linux/module.h>

static void __used keep_out_of_dumps(struct vm_area_struct *vma)
{
	vma->vm_flags |= VM_DONTDUMP;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
