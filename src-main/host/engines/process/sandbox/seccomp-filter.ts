/**
 * The filter that the kernel holds against every system call of a sandboxed program, as bytes for bubblewrap's --seccomp. What it refuses needs
 * no right that the sandbox takes away elsewhere: marking a file to run with its owner's rights, typing into a terminal, reading the
 * kernel's key rings, making a user namespace to start over in, and faces of the kernel that no ordinary program needs. Pure.
 */

interface Machine {
  /** As the kernel's audit names it. */
  readonly arch: number;
  readonly denied: readonly number[];
  readonly calls: Readonly<Record<Watched, number | undefined>>;
}

type Watched =
  | 'ioctl'
  | 'socket'
  | 'clone'
  | 'unshare'
  | 'open'
  | 'creat'
  | 'openat'
  | 'mknod'
  | 'mknodat'
  | 'chmod'
  | 'fchmod'
  | 'fchmodat';

/** The same number on every machine: calls that came after 2019. */
const CLONE3 = 435;
const OPENAT2 = 437;
const FCHMODAT2 = 452;
/** io_uring (3), open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, quotactl_fd, open_tree_attr */
const deniedEverywhere = [425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 443, 467];

const machines: Readonly<Record<string, Machine>> = {
  x64: {
    arch: 0xc000003e,
    // syslog, uselib, pivot_root, acct, mount, umount2, swapon, swapoff, reboot, init_module, delete_module, quotactl, kexec_load, add_key,
    // request_key, keyctl, perf_event_open, open_by_handle_at, setns, finit_module, kexec_file_load, bpf, userfaultfd
    denied: [
      103, 134, 155, 163, 165, 166, 167, 168, 169, 175, 176, 179, 246, 248, 249, 250, 298, 304, 308, 313, 320, 321, 323,
    ],
    calls: {
      ...{ ioctl: 16, socket: 41, clone: 56, unshare: 272, open: 2, creat: 85, openat: 257, mknod: 133, mknodat: 259 },
      ...{ chmod: 90, fchmod: 91, fchmodat: 268 },
    },
  },
  arm64: {
    arch: 0xc00000b7,
    denied: [116, 41, 89, 40, 39, 224, 225, 142, 105, 106, 60, 104, 217, 218, 219, 241, 265, 268, 273, 294, 280, 282],
    calls: {
      ...{ ioctl: 29, socket: 198, clone: 220, unshare: 97, open: undefined, creat: undefined, openat: 56 },
      ...{ mknod: undefined, mknodat: 33, chmod: undefined, fchmod: 52, fchmodat: 53 },
    },
  },
};

const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;
const ALLOW = 0x7fff0000;
const refuseWith = (errno: number): number => 0x00050000 | errno;

const NEW_USER_NAMESPACE = 0x10000000;
const SET_ID_BITS = 0o6000;
/** O_CREAT, and the part of O_TMPFILE that is its own: with neither, the mode is whatever lay on the stack. */
const MAKES_A_FILE = 0x400040;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
/** Unix, IPv4, IPv6, netlink. Others reach past a network namespace (to a virtual machine's host) or into rarely used parts of the kernel. */
const FAMILIES = [1, 2, 10, 16];
/** On x64, numbers from here on are another table of calls under the same architecture. */
const X32_BIT = 0x40000000;

interface Instruction {
  readonly code: number;
  readonly yes: number;
  readonly no: number;
  readonly k: number;
}

const NUMBER_AT = 0;
const ARCH_AT = 4;
const argumentAt = (index: number): number => 16 + 8 * index;

const load = (k: number): Instruction => ({ code: 0x20, yes: 0, no: 0, k });
const give = (k: number): Instruction => ({ code: 0x06, yes: 0, no: 0, k });
const ifEqual = (k: number, yes: number, no: number): Instruction => ({ code: 0x15, yes, no, k });
const ifAtLeast = (k: number, yes: number, no: number): Instruction => ({ code: 0x35, yes, no, k });
const ifAnyBit = (k: number, yes: number, no: number): Instruction => ({ code: 0x45, yes, no, k });

/** For one call, what follows; it has to end with an answer whichever way it goes. */
const when = (number: number | undefined, then: readonly Instruction[]): readonly Instruction[] =>
  number === undefined ? [] : [ifEqual(number, 0, then.length), ...then];

const deny = (number: number | undefined, errno: number): readonly Instruction[] =>
  when(number, [give(refuseWith(errno))]);

const denyBits = (number: number | undefined, argument: number, bits: number): readonly Instruction[] =>
  when(number, [load(argumentAt(argument)), ifAnyBit(bits, 0, 1), give(refuseWith(EPERM)), give(ALLOW)]);

const denyBitsOfNewFile = (number: number | undefined, flags: number, mode: number): readonly Instruction[] =>
  when(number, [
    ...[load(argumentAt(flags)), ifAnyBit(MAKES_A_FILE, 0, 3)],
    ...[load(argumentAt(mode)), ifAnyBit(SET_ID_BITS, 0, 1), give(refuseWith(EPERM)), give(ALLOW)],
  ]);

const denyValues = (number: number | undefined, argument: number, values: readonly number[]): readonly Instruction[] =>
  when(number, [
    load(argumentAt(argument)),
    ...values.map((value, index) => ifEqual(value, values.length - index, 0)),
    ...[give(ALLOW), give(refuseWith(EPERM))],
  ]);

const allowValues = (number: number | undefined, argument: number, values: readonly number[]): readonly Instruction[] =>
  when(number, [
    load(argumentAt(argument)),
    ...values.map((value, index) => ifEqual(value, values.length - index, 0)),
    ...[give(refuseWith(EAFNOSUPPORT)), give(ALLOW)],
  ]);

/** @returns `null` for a processor that is not listed */
export function seccompFilter(processor: string): Uint8Array | null {
  const machine = machines[processor];
  if (machine === undefined) return null;
  const { arch, denied, calls } = machine;
  return bytesOf([
    ...[load(ARCH_AT), ifEqual(arch, 1, 0), give(refuseWith(ENOSYS))],
    ...[load(NUMBER_AT), ifAtLeast(X32_BIT, 0, 1), give(refuseWith(ENOSYS))],
    ...[...denied, ...deniedEverywhere].flatMap((number) => deny(number, EPERM)),
    // Their arguments lie in memory where no filter can look; who gets this answer falls back on the older call.
    ...deny(CLONE3, ENOSYS),
    ...deny(OPENAT2, ENOSYS),
    ...denyBits(calls.clone, 0, NEW_USER_NAMESPACE),
    ...denyBits(calls.unshare, 0, NEW_USER_NAMESPACE),
    ...denyValues(calls.ioctl, 1, [TIOCSTI, TIOCLINUX]),
    ...allowValues(calls.socket, 0, FAMILIES),
    ...denyBits(calls.chmod, 1, SET_ID_BITS),
    ...denyBits(calls.fchmod, 1, SET_ID_BITS),
    ...denyBits(calls.fchmodat, 2, SET_ID_BITS),
    ...denyBits(FCHMODAT2, 2, SET_ID_BITS),
    ...denyBits(calls.creat, 1, SET_ID_BITS),
    ...denyBits(calls.mknod, 1, SET_ID_BITS),
    ...denyBits(calls.mknodat, 2, SET_ID_BITS),
    ...denyBitsOfNewFile(calls.open, 1, 2),
    ...denyBitsOfNewFile(calls.openat, 2, 3),
    give(ALLOW),
  ]);
}

/** `struct sock_filter`, one after the other; both machines are little-endian. */
function bytesOf(program: readonly Instruction[]): Uint8Array {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, { code, yes, no, k }] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(yes, index * 8 + 2);
    bytes.writeUInt8(no, index * 8 + 3);
    bytes.writeUInt32LE(k, index * 8 + 4);
  }
  return bytes;
}
