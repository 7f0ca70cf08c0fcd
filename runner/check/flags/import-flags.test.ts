import { describe, expect, test } from 'vitest';
import { importsOf } from '../../../lessons/lib/kernel-api.ts';
import { importFlags } from './import-flags.ts';

const plain = {
  imports: [],
  sections: ['.text', '.rela.text', '__param'],
  modinfo: ['license=GPL'],
};

describe('a module with a device', () => {
  const allowed = importsOf(['device']);

  test.each(
    `mutex_lock _raw_spin_lock_irqsave down_write_killable complete __kmalloc_noprof kvmalloc_node
    vmalloc_noprof get_zeroed_page_noprof alloc_pages_noprof kmem_cache_alloc_noprof xa_store idr_alloc
    _copy_from_user memdup_user_nul strncpy_from_user kstrtouint_from_user simple_write_to_buffer
    seq_printf sized_strscpy scnprintf refcount_warn_saturate __wake_up prepare_to_wait_event
    cdev_add alloc_chrdev_region class_create device_create misc_register __kfifo_in kthread_stop
    call_rcu synchronize_rcu hrtimer_start_range_ns queue_delayed_work_on param_ops_uint from_kuid
    __x86_indirect_thunk_rax __SCT__cond_resched pcpu_hot USER_PTR_MAX`.split(/\s+/),
  )('may import %s', (name) => {
    expect(allowed(name)).toBe(true);
  });

  test.each(
    `register_kprobe kallsyms_lookup_name __symbol_get call_usermodehelper iterate_fd vm_mmap
    console_printk task_work_add set_memory_rw text_poke filp_open kernel_write ksys_write
    orderly_poweroff emergency_restart register_reboot_notifier srcu_notifier_chain_register send_sig
    kill_pid find_vma access_process_vm init_task pci_get_device ioremap memremap pv_ops
    copy_from_kernel_nofault kthread_use_mm static_key_enable tracepoint_probe_register
    register_ftrace_function commit_creds find_get_pid netlink_broadcast`.split(/\s+/),
  )('may not import %s', (name) => {
    expect(allowed(name)).toBe(false);
  });
});

test('an interface brings its own, and only that', () => {
  expect(importsOf(['signals'])('kill_pid')).toBe(true);
  expect(importsOf(['files'])('filp_open')).toBe(true);
  expect(importsOf(['netlink'])('netlink_unicast')).toBe(true);
  expect(importsOf(['mmap'])('vm_insert_page')).toBe(true);
  expect(importsOf(['procfs'])('misc_register')).toBe(false);
  expect(importsOf([], ['find_*'])('find_vma')).toBe(true);
});

test('sections and words to the loader are found beside imports', () => {
  const flags = importFlags(
    {
      imports: ['printk', 'vm_mmap'],
      sections: [...plain.sections, '.klp.rela.vmlinux', '___ksymtab_gpl+f'],
      modinfo: [...plain.modinfo, 'a.parm=x:y', 'livepatch=Y'],
    },
    importsOf([]),
  );
  expect(flags.map(({ kind }) => kind)).toEqual(['import', 'section', 'export', 'section']);
  expect(importFlags(plain, importsOf([]))).toEqual([]);
});
