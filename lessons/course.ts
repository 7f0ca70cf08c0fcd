// The only table of contents: the ids of the lessons, in the order in which they are read.
// The whole plan: boundary, uaccess, procfs, sysfs, netlink, file, mmap, signal, compare.
export const course: readonly string[] = [
  'boundary',
  'uaccess',
  'procfs',
  'sysfs',
  'netlink',
  'file',
  'mmap',
  'signal',
  'compare',
];
