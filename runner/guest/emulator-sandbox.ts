export type EmulatorFiles = { kernel: string; initrd: string; rootImage: string; exchange?: string };
export function emulatorSandbox(files: EmulatorFiles, _memoryMiB: number) {
  return {
    command: ['bwrap','--die-with-parent','--unshare-all','--ro-bind','/usr','/usr','--symlink','usr/lib','/lib','--symlink','usr/lib64','/lib64','--symlink','usr/bin','/bin','--proc','/proc','--dev','/dev',
      '--ro-bind', files.kernel, '/image/kernel','--ro-bind', files.initrd, '/image/initrd','--ro-bind', files.rootImage, '/image/root', ...(files.exchange ? ['--bind', files.exchange, '/exchange'] : [])],
    admit(_pid: number | undefined) {},
    release() {},
  };
}
