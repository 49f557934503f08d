/**
 * Whether the kernel itself can start a file. It has to be asked beforehand: what the kernel does not know, the C library hands to /bin/sh
 * as a script, and nothing here is ever handed to a shell that the plan does not name.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** So much of a file's beginning decides; the kernel looks at no more. */
export const HEAD_BYTES = 256;

const BINFMT_FOLDER = '/proc/sys/fs/binfmt_misc';

/** ELF machine numbers that a processor runs, by Node's name for it. A processor that is not listed is not judged. */
const MACHINES: Readonly<Record<string, readonly number[]>> = {
  x64: [62, 3],
  ia32: [3],
  arm64: [183, 40],
  arm: [40],
  riscv64: [243],
  s390x: [22],
};

const MACH_O = ['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe', 'bebafeca'];

/** @returns `null` when it can be started, else the end of a sentence: `is …` */
export function whyNotStartable(path: string, head: Uint8Array): string | null {
  if (process.platform === 'win32') {
    return /\.(?:exe|com)$/i.test(path) ? null : 'is not an .exe or .com file, and others run only through a shell';
  }
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, HEAD_BYTES));
  if (bytes.subarray(0, 2).toString('latin1') === '#!') return whyNotScript(bytes);
  if (process.platform === 'linux')
    return whyNotElf(bytes) === null || hasInterpreter(path, bytes) ? null : whyNotElf(bytes);
  return MACH_O.includes(bytes.subarray(0, 4).toString('hex')) || process.platform !== 'darwin'
    ? null
    : 'is neither a program of this system nor a script with a #! line';
}

function whyNotScript(bytes: Buffer): string | null {
  const [line = '', ...rest] = bytes.toString('latin1').slice(2).split('\n');
  if (rest.length === 0 && bytes.length === HEAD_BYTES) return 'is a script whose #! line is too long';
  return line.trim().startsWith('/') ? null : 'is a script whose #! line names no absolute path';
}

function whyNotElf(bytes: Buffer): string | null {
  if (bytes.subarray(0, 4).toString('latin1') !== '\x7fELF' || bytes.length < 20) {
    return 'is neither a program of this system nor a script with a #! line';
  }
  const machine = bytes[5] === 2 ? bytes.readUInt16BE(18) : bytes.readUInt16LE(18);
  const known = MACHINES[process.arch];
  return known === undefined || known.includes(machine) ? null : 'is a program for another processor';
}

/** Linux can be told of further kinds of program: Windows programs under WSL, programs for other processors. */
function hasInterpreter(path: string, bytes: Buffer): boolean {
  try {
    return readdirSync(BINFMT_FOLDER)
      .filter((name) => name !== 'register' && name !== 'status')
      .some((name) => matches(readFileSync(join(BINFMT_FOLDER, name), 'latin1'), path, bytes));
  } catch {
    return false;
  }
}

/** Reads one entry: lines such as `enabled`, `offset 0`, `magic 4d5a`, `mask ffff`, `extension .exe`. */
export function matches(entry: string, path: string, bytes: Buffer): boolean {
  const field = (name: string): string | undefined => new RegExp(`^${name} (.+)$`, 'm').exec(entry)?.[1];
  if (!/^enabled$/m.test(entry)) return false;
  const extension = field('extension');
  if (extension !== undefined) return path.endsWith(extension);
  const magic = Buffer.from(field('magic') ?? '', 'hex');
  const mask = Buffer.from(field('mask') ?? 'ff'.repeat(magic.length), 'hex');
  const offset = Number(field('offset') ?? 0);
  const shown = bytes.subarray(offset, offset + magic.length);
  return (
    magic.length > 0 &&
    shown.length === magic.length &&
    shown.every((byte, at) => (byte & (mask[at] ?? 0xff)) === ((magic[at] ?? 0) & (mask[at] ?? 0xff)))
  );
}
