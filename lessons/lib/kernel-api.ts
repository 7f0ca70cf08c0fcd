// The kernel's functions and variables that a solution may import: what any module needs, and a group
// for each interface that an exercise is about. Wide on purpose: people lock, allocate and format in
// many right ways. Left out is what reaches into other tasks, other modules, or the kernel's own code
// (kallsyms, kprobes, ftrace, text patching, usermode helpers, set_memory, ports, notifiers, reboot).
// Names are as the object has them; `*` stands for any ending or beginning.

/** What the compiler and the headers' inline functions call in the name of any code. */
const compiled = [
  '__fentry__ mcount __x86_indirect_thunk_* __x86_return_thunk __stack_chk_fail *stack_chk_guard',
  '__fortify_panic fortify_panic __ubsan_* __warn_* __SCT__cond_resched __SCT__might_resched',
  '__SCT__preempt_schedule* BUG_func __preempt_count pcpu_hot const_pcpu_hot current_task',
  'const_current_task this_cpu_off __per_cpu_offset cpu_number nr_cpu_ids __cpu_*_mask numa_node',
  '*_key USER_PTR_MAX __dynamic_* ___ratelimit __printk_ratelimit random_kmalloc_seed kmalloc_caches',
  'page_offset_base phys_base vmemmap_base mem_map max_mapnr high_memory mem_section boot_cpu_data',
  'system_state param_ops_* param_array_ops param_get_* param_set_* try_module_get module_put',
  '__module_get module_refcount errname cpu_feature* __list_*',
];

const text = [
  'mem* __mem* str* sized_str* kstrto* kstrdup* kstrndup* kasprintf kvasprintf* snprintf scnprintf',
  'vsnprintf vscnprintf sprintf vsprintf sscanf vsscanf simple_strto* hex2bin bin2hex hex_to_bin',
  'hex_asc* hex_dump_to_buffer kmemdup* vmemdup_user match_string skip_spaces _ctype get_option*',
  'parse_int_array* next_arg sysfs_streq sysfs_match_string __sysfs_match_string bitmap_* __bitmap_*',
  '_find_* find_next_* hweight* __sw_hweight* sort sort_r bsearch list_sort int_sqrt* gcd lcm div*_u64*',
  'div*_s64* __div64* mul_u64* crc* _printk printk vprintk _printk_deferred print_hex_dump* _dev_*',
  'dev_printk* dump_stack uuid_* guid_* string_* kfree_strarray',
];

const locks = [
  'mutex_* __mutex_* ww_mutex* atomic_dec_and_mutex_lock _raw_spin_* _raw_read_* _raw_write_*',
  '_atomic_dec_and_* queued_spin_* queued_read_* queued_write_* pv_queued_* down down_* up up_*',
  '__init_rwsem rt_mutex_* percpu_* __percpu_* lockdep_* lock_acquire lock_release lock_is_held*',
  '__raw_spin_lock_init __rwlock_init complete complete_* completion_done wait_for_completion*',
  'try_wait_for_completion __init_swait* swake_up* finish_swait* prepare_to_swait*',
  '__init_waitqueue_head __wake_up* wake_up_* prepare_to_wait* finish_wait add_wait_queue*',
  'remove_wait_queue init_wait_entry init_wait_var_entry wait_woken woken_wake_function',
  'autoremove_wake_function default_wake_function do_wait_intr* __var_waitqueue bit_wait*',
  'out_of_line_wait_on_* __wait_on_bit* bit_waitqueue wait_on_bit*',
  'refcount_* kref_* rcuref_* __rcu_read_* rcu_* call_rcu* kfree_call_rcu* kvfree_call_rcu*',
  'kvfree_rcu_* synchronize_rcu* synchronize_srcu* srcu_* __srcu_* init_srcu_struct* call_srcu',
  'cleanup_srcu_struct schedule schedule_timeout* schedule_hrtimeout* io_schedule* __cond_resched*',
  'cond_resched* __might_* might_* yield preempt_* debug_* migrate_disable migrate_enable',
];

const memory = [
  'kmalloc* __kmalloc* krealloc* kfree* kvfree* kvmalloc* __kvmalloc* kvrealloc* vmalloc* vzalloc*',
  '__vmalloc* vrealloc* vfree* kzalloc* kmem_cache_* __kmem_cache_* ksize mempool_* is_vmalloc_addr',
  'get_zeroed_page* get_free_pages* __get_free_pages* free_pages* __free_pages* alloc_pages*',
  '__alloc_pages* folio_alloc* __folio_* put_page __put_page __put_devmap_* __alloc_percpu* pcpu_alloc*',
  'alloc_percpu* free_percpu idr_* ida_* xa_* __xa_* xas_* radix_tree_* rb_* __rb_* llist_*',
  'rhashtable_* rht_* __rht_* __kfifo_* klist_* mas_* mtree_* devm_k* __devm_* devm_add_action*',
  'clear_page* copy_page alloc_tag_* __alloc_tag_* kmsan_* kasan_*',
];

const time = [
  'jiffies* get_jiffies_64 __msecs_to_jiffies __usecs_to_jiffies nsecs_to_jiffies* ktime_* ns_to_*',
  'set_normalized_timespec64 hrtimer_* init_timer_key timer_init_key mod_timer* add_timer* del_timer*',
  'timer_delete* timer_shutdown* timer_reduce delayed_work_timer_fn queue_work* queue_delayed_work*',
  'mod_delayed_work* flush_work flush_delayed_work __flush_workqueue __flush_work* cancel_work*',
  'cancel_delayed_work* system_*wq alloc_workqueue* destroy_workqueue drain_workqueue schedule_work*',
  'work_busy __init_work* tasklet_* __tasklet_* kthread_create* kthread_stop* kthread_should_*',
  'kthread_park kthread_unpark kthread_parkme kthread_bind* kthread_data kthread_complete_and_exit',
  'kthread_work* kthread_queue_* kthread_flush_* kthread_cancel_* kthread_destroy_* kthread_init_*',
  'kthread_run_worker* set_user_nice sched_set_* msleep* usleep_range* fsleep __udelay __ndelay',
  '__const_udelay __delay get_random_* random_get_* prandom_*',
];

/** Copies across the boundary, the plain parts of file operations, and who asks. */
const crossing = [
  'validate_usercopy_range _copy_* copy_from_user* copy_to_user* copy_user_* __copy_* __get_user_* __put_user_* __clear_user',
  'clear_user* rep_movs_* rep_stos_* __check_object_size copy_overflow strncpy_from_user',
  'strnlen_user check_zeroed_user iov_iter_* import_iovec copy_page_to_iter copy_page_from_iter',
  'simple_read_from_buffer simple_write_to_buffer simple_open simple_attr_* default_llseek no_llseek',
  'noop_llseek generic_file_llseek* fixed_size_llseek no_seek_end_llseek* vfs_setpos',
  'nonseekable_open stream_open compat_ptr_ioctl seq_* __seq_* single_* from_kuid* from_kgid*',
  'userspace_init_fs make_kuid make_kgid init_user_ns capable ns_capable current_umask in_group_p __task_pid_nr_ns',
  'task_pid_* task_tgid_* task_active_pid_ns overflowuid fs_overflowuid __get_task_comm get_task_comm file_ns_capable',
];

const device = [
  'misc_register misc_deregister alloc_chrdev_region register_chrdev_region unregister_chrdev_region',
  '__register_chrdev __unregister_chrdev cdev_* class_* __class_* device_* devm_device_* dev_set_*',
  'dev_get_* get_device put_device',
];

const groups = {
  device,
  procfs: [
    'proc_create* proc_remove remove_proc_* proc_mkdir* proc_set_* proc_symlink pde_data PDE_DATA',
  ],
  sysfs: [
    ...device,
    'kobject_* kobj_* kset_* sysfs_* kernel_kobj add_uevent_var root_device_* __root_device_*',
  ],
  netlink: [
    'netlink_* __netlink_* genl_* genlmsg_* nlmsg_* __nlmsg_* nla_* __nla_* alloc_skb* __alloc_skb',
    '__netdev_alloc_skb skb_* __skb_* pskb_* kfree_skb* consume_skb sk_skb_reason_drop __kfree_skb',
    'init_net do_trace_netlink_extack register_pernet_subsys unregister_pernet_subsys net_ratelimit',
  ],
  files: [
    ...device,
    'filp_open filp_close file_open_* kernel_write kernel_read vfs_fsync* vfs_getattr* vfs_llseek',
    'vfs_truncate vfs_statfs vfs_fallocate vfs_iter_* kern_path* path_put path_get fput __fput_sync',
    'prepare_creds prepare_kernel_cred init_task override_creds revert_creds abort_creds __put_cred',
    'get_current_cred init_cred mnt_want_write* mnt_drop_write* d_path file_path dentry_path* dput',
    'nop_mnt_idmap notify_change inode_* i_size_* file_remove_privs* current_time ktime_get_real_seconds',
  ],
  mmap: [
    ...device,
    'remap_pfn_range remap_vmalloc_range* vm_insert_* vm_map_* vmf_insert_* vm_get_page_prot',
    'vma_* __vma_* vm_flags_* pgprot_* alloc_pages_exact* free_pages_exact split_page',
    'set_page_dirty* folio_mark_* zap_vma_ptes unmap_mapping_range get_page_* pfn_valid',
  ],
  signals: [
    ...device,
    'kill_pid* kill_pgrp* kill_fasync send_sig* fasync_* find_get_pid find_pid_ns find_vpid get_pid*',
    'get_task_pid put_pid* pid_task get_pid_task pid_vnr pid_nr* task_active_pid_ns init_pid_ns',
    '__put_task_struct* put_task_struct* put_pid_ns eventfd_* __f_setown f_setown f_delown',
  ],
} as const;

/** The interfaces between kernel and user space that exercises are about. */
export const kernelInterfaces = [
  'device',
  'procfs',
  'sysfs',
  'netlink',
  'files',
  'mmap',
  'signals',
] as const satisfies (keyof typeof groups)[];
export type KernelInterface = (typeof kernelInterfaces)[number];

const everyday = [compiled, text, locks, memory, time, crossing].flat();

/** Says of a name whether a module of these interfaces may import it. */
export function importsOf(
  interfaces: readonly KernelInterface[],
  more: readonly string[] = [],
): (name: string) => boolean {
  const lines = [...everyday, ...interfaces.flatMap((each) => groups[each]), ...more];
  const pattern = lines
    .flatMap((line) => line.split(' '))
    .map((name) => name.replaceAll('*', '\\w*'))
    .join('|');
  const allowed = new RegExp(`^(?:${pattern})(?:_noprof)?$`);
  return (name) => allowed.test(name) && !forbidden.test(name);
}

/** What an ending that's open would let in. */
const forbidden =
  /^(?:copy_\w*_nofault|memremap|class_find_\w+|device_find_\w+|strncpy_from_kernel_\w+|\w*notifier\w*)$/;
