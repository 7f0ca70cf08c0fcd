// Finds what the kernel complains of in its log. A student's own lines are not complaints, whatever
// they say: what is looked for is how the kernel itself begins a report.

/** The time in brackets that the kernel puts before each line, and its level where one is shown. */
const stamp = String.raw`^(?:<\d+>)?\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? `;

const reports = [
  // Oops, soft lock-up, sleeping in atomic context, SLUB's overwritten and doubly freed objects.
  'BUG[: ]',
  'Oops: ',
  'WARNING: (?:CPU: \\d|\\S+:\\d+ at )',
  'kernel BUG at ',
  'general protection fault',
  'Kernel panic - ',
  'rcu: INFO: .*stall',
  'INFO: task .* blocked for more than',
  'refcount_t: ',
  'usercopy: ',
  // A name that is taken, or a thing that is taken away while others hold on to it.
  'sysfs: cannot create duplicate filename',
  'kobject: .*(?:tried to|is not initialized|does not have a release)',
  'kobject_add_internal failed for .*-EEXIST',
  "proc_dir_entry '.*' already registered",
  'remove_proc_entry: .*leaking at least',
  'sysfs group .* not found for kobject',
  'debugfs: .* already (?:present|exists)',
  'list_(?:add|del) corruption',
  'Slab cache still has objects',
  'UBSAN: ',
  "do_init_module: '.*'->init suspiciously returned",
];

const complaint = new RegExp(`${stamp}(?:${reports.join('|')})`);

/** The lines with which the kernel begins a complaint, in order. */
export function logComplaints(lines: readonly string[]): string[] {
  return lines.filter((line) => complaint.test(line));
}
