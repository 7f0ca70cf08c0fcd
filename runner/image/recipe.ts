// What an edition's root file systems are made of, and the key under which the result is kept.
import { createHash } from 'node:crypto';
import type { Edition } from '../editions.ts';

/** Raise it when the code that makes an image changes what comes out. */
const recipeVersion = 2;

/** The compiler: everything that kbuild needs for a module, and sparse. */
const toolchainPackages = [
  'bash',
  'binutils',
  'coreutils',
  'dash',
  'findutils',
  'gawk',
  'gcc',
  'grep',
  'make',
  'perl-base',
  'sed',
  'sparse',
  'util-linux',
];

/** The guest: what a learner types, and what the runner's agent needs. */
const guestPackages = [
  'base-files',
  'bash',
  'bsdextrautils',
  'busybox-static',
  'coreutils',
  'dash',
  'debianutils',
  'diffutils',
  'findutils',
  'gawk',
  'grep',
  'gzip',
  'hostname',
  'iproute2',
  'kmod',
  'less',
  'libc-bin',
  'libstdc++6',
  'mount',
  'nano',
  'ncurses-base',
  'ncurses-bin',
  'netbase',
  'procps',
  'psmisc',
  'sed',
  'strace',
  'tar',
  'util-linux',
  'util-linux-extra',
];

/** Drivers without which the guest cannot reach its root disk and its wire, where they are modules. */
export const initrdModules = [
  'virtio_pci',
  'virtio_blk',
  'virtio_console',
  'virtio-rng',
  'squashfs',
  'overlay',
];

/** Links that maintainer scripts would have made, from the link to what it names. */
export const toolchainLinks = { 'usr/bin/awk': 'gawk', 'usr/bin/cc': 'gcc' };
export const guestLinks = {
  'usr/bin/awk': 'gawk',
  'usr/bin/editor': 'nano',
  'usr/bin/pager': 'less',
  'usr/bin/vi': 'busybox',
  'usr/bin/which': 'which.debianutils',
  'etc/mtab': '../proc/self/mounts',
};

/** What nobody reads in a root that no person installs packages in. */
export const trimmed = [
  'usr/share/bash-completion',
  'usr/share/bug',
  'usr/share/doc',
  'usr/share/doc-base',
  'usr/share/info',
  'usr/share/initramfs-tools',
  'usr/share/lintian',
  'usr/share/locale',
  'usr/share/man',
  'usr/share/perl',
  'usr/share/zoneinfo',
  'usr/lib/dracut',
  'usr/lib/klibc',
  'usr/lib/systemd',
  'usr/lib/udev',
  'usr/lib/x86_64-linux-gnu/gconv',
  'usr/lib/x86_64-linux-gnu/perl',
  'usr/lib/x86_64-linux-gnu/systemd',
  'usr/share/mime',
  'var/cache',
  'var/lib/apt',
  'var/lib/dpkg',
  'var/log',
];

/** The headers depend on the kernel itself, of which the compiler needs nothing. */
export function toolchainTrimmed(kernelRelease: string): string[] {
  const modules = `usr/lib/modules/${kernelRelease}`;
  return ['boot', 'usr/lib/firmware', `${modules}/kernel`, `${modules}/vmlinuz`];
}

/** Packages of the compiler's root, with the kernel's headers from where the edition takes them. */
export function toolchainPackagesOf(edition: Edition): string[] {
  return [fromKernelSuite(edition, 'linux-headers-cloud-amd64'), ...toolchainPackages];
}

/** Packages of the guest's root, with the kernel. */
export function guestPackagesOf(edition: Edition): string[] {
  return [fromKernelSuite(edition, 'linux-image-cloud-amd64'), ...guestPackages];
}

function fromKernelSuite(edition: Edition, name: string): string {
  return edition.kernelFrom === 'backports' ? `${name}/${edition.suite}-backports` : name;
}

/** A short key of everything in `parts`: the same parts, the same key. */
export function recipeKey(...parts: unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([recipeVersion, ...parts]))
    .digest('hex')
    .slice(0, 12);
}
