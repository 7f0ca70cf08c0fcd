// SPDX-License-Identifier: GPL-2.0
/*
 * page-accesses.c - keeps which places of the page that a program has mapped the
 * module loads from and stores to, in the order in which it does.
 *
 *   accesses  the last write(2)'s, as a module parameter: "r4@64 w1@130=5 ...".
 *             r or w, R or W where the access is volatile (READ_ONCE and the
 *             like), the number of bytes, the offset on the page, and what the
 *             first four bytes of the page were just before
 */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/preempt.h>

#define ACCESSES_MOST	64

struct access {
	char kind;
	u8 bytes;
	u16 offset;
	u32 before;
};

static char *page;
static struct access accesses[ACCESSES_MOST];
static unsigned int accesses_done;

static int accesses_clear(const char *value, const struct kernel_param *kp)
{
	accesses_done = 0;
	return 0;
}

static int accesses_show(char *text, const struct kernel_param *kp)
{
	unsigned int i;
	int length = 0;

	for (i = 0; i < accesses_done; i++)
		length += scnprintf(text + length, PAGE_SIZE - length,
				    "%c%u@%u=%u ", accesses[i].kind,
				    accesses[i].bytes, accesses[i].offset,
				    accesses[i].before);
	return length + scnprintf(text + length, PAGE_SIZE - length, "\n");
}

static const struct kernel_param_ops accesses_ops = {
	.set = accesses_clear,
	.get = accesses_show,
};
module_param_cb(accesses, &accesses_ops, NULL, 0644);

static void notrace note(char kind, const volatile void *address,
			 unsigned int bytes)
{
	size_t offset = (const volatile char *)address - page;

	if (!page || offset >= PAGE_SIZE || accesses_done == ACCESSES_MOST)
		return;
	*(accesses + accesses_done++) = (struct access){
		.kind = kind,
		.bytes = bytes,
		.offset = offset,
		.before = READ_ONCE(*(u32 *)page),
	};
}

/* The page is known from its being mapped. */
int instrument_remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
			       unsigned long pfn, unsigned long size,
			       pgprot_t prot);
int instrument_remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
			       unsigned long pfn, unsigned long size,
			       pgprot_t prot)
{
	page = phys_to_virt(PFN_PHYS(pfn));
	return remap_pfn_range(vma, addr, pfn, size, prot);
}

/* What gcc calls before each access with -fsanitize=thread. */
#define ACCESS(name, kind, bytes)		\
	void __tsan_##name(void *address);	\
	void notrace __tsan_##name(void *address) \
	{					\
		note(kind, address, bytes);	\
	}

#define ACCESSES(bytes)					\
	ACCESS(read##bytes, 'r', bytes)			\
	ACCESS(write##bytes, 'w', bytes)		\
	ACCESS(unaligned_read##bytes, 'r', bytes)	\
	ACCESS(unaligned_write##bytes, 'w', bytes)	\
	ACCESS(volatile_read##bytes, 'R', bytes)	\
	ACCESS(volatile_write##bytes, 'W', bytes)	\
	ACCESS(unaligned_volatile_read##bytes, 'R', bytes)	\
	ACCESS(unaligned_volatile_write##bytes, 'W', bytes)

ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

void __tsan_read_range(void *address, long size);
void notrace __tsan_read_range(void *address, long size)
{
	note('r', address, size);
}

void __tsan_write_range(void *address, long size);
void notrace __tsan_write_range(void *address, long size)
{
	note('w', address, size);
}

/* gcc's own atomic operations; the kernel's are written in assembly, of which it calls nothing. */
#define ATOMIC(bits, type)							\
	type __tsan_atomic##bits##_load(const volatile void *address, int order); \
	type notrace __tsan_atomic##bits##_load(const volatile void *address,	\
						int order)			\
	{									\
		note('R', address, sizeof(type));				\
		return *(const volatile type *)address;				\
	}									\
	void __tsan_atomic##bits##_store(volatile void *address, type value,	\
					 int order);				\
	void notrace __tsan_atomic##bits##_store(volatile void *address,	\
						 type value, int order)		\
	{									\
		note('W', address, sizeof(type));				\
		*(volatile type *)address = value;				\
	}

ATOMIC(8, u8)
ATOMIC(16, u16)
ATOMIC(32, u32)
ATOMIC(64, unsigned long)

void __tsan_atomic_thread_fence(int order);
void notrace __tsan_atomic_thread_fence(int order)
{
}

void __tsan_atomic_signal_fence(int order);
void notrace __tsan_atomic_signal_fence(int order)
{
}

void __tsan_init(void);
void notrace __tsan_init(void)
{
}

void __tsan_func_entry(void *caller);
void notrace __tsan_func_entry(void *caller)
{
}

void __tsan_func_exit(void *caller);
void notrace __tsan_func_exit(void *caller)
{
}
