#!/bin/busybox sh
# First program of the guest: loads the drivers that the root disk needs, lays a writable
# overlay in memory over the read-only disk, and hands over to /usr/lib/crossings/init.
# /modules.list names the drivers in the order of their dependencies, decompressed.
fail() {
  echo "initrd: $1"
  /bin/busybox reboot -f
}

/bin/busybox mount -t devtmpfs devtmpfs /dev || fail 'no /dev'
while read -r module; do
  /bin/busybox insmod "/modules/$module" || fail "cannot load $module"
done < /modules.list

/bin/busybox mount -t squashfs -o ro /dev/vda /disk || fail 'no root disk on /dev/vda'
/bin/busybox mount -t tmpfs -o mode=0755,size=50% tmpfs /memory || fail 'no memory for the overlay'
/bin/busybox mkdir /memory/upper /memory/work
/bin/busybox mount -t overlay -o lowerdir=/disk,upperdir=/memory/upper,workdir=/memory/work overlay /root \
  || fail 'no overlay'
/bin/busybox mount -o move /dev /root/dev
exec /bin/busybox switch_root /root /usr/lib/crossings/init
