// expect: all ok
// claim: mmap_read_lock() is the lock around the mappings of a process.
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>

static bool __used has_mapping(unsigned long address)
{
	bool found;

	mmap_read_lock(current->mm);
	found = find_vma(current->mm, address);
	mmap_read_unlock(current->mm);
	return found;
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
