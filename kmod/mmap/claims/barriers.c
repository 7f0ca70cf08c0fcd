// expect: all ok
// claim: A load that acquires and a store that releases, in every edition.
#include <asm/barrier.h>
#include <linux/module.h>

static u32 head;
static u32 tail;

static void __used publish(u32 next)
{
	if (smp_load_acquire(&tail) != next)
		smp_store_release(&head, next);
}

MODULE_DESCRIPTION("claim");
MODULE_LICENSE("GPL");
