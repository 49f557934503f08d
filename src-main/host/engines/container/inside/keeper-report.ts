/** Reads what the keeper says at the end. All of it comes out of the container, so nothing of it is taken beyond what was agreed. */
import type { LeftFile } from '../container-engine.ts';
import { MOST_LEFT_FILES } from './hand-over.ts';

export interface KeeperReport {
  /** As `waitpid` says it: how the program ended. */
  readonly code: number | null;
  readonly signalNumber: number | null;
  /** The operating system's words when the program could not be started. */
  readonly failure: string | null;
  readonly peakMemoryBytes: number | null;
  readonly cpuMs: number | null;
  readonly peakPids: number | null;
  /** How often the kernel ended something for want of memory, and refused a process. */
  readonly memoryKills: number;
  readonly refusedForks: number;
  readonly left: readonly LeftFile[];
  readonly refused: readonly { readonly path: string; readonly because: string }[];
}

export interface ReportReader {
  /** @returns the report once it is complete. @throws Error when it makes no sense or is larger than was agreed */
  take(bytes: Uint8Array): KeeperReport | null;
}

/** Asks for so many bytes, and gets them. */
type Parser = Generator<number, KeeperReport, Buffer>;

const PATH_BYTES = 4096;
const REASON_BYTES = 1024;

export function readReport(mostBytes: number): ReportReader {
  const parser = parse(mostBytes);
  let asks = parser.next();
  let parts: Buffer[] = [];
  let total = 0;
  return {
    take(bytes) {
      parts.push(Buffer.from(bytes));
      total += bytes.length;
      // Joined only once there is enough: a large file comes in many pieces.
      if (asks.done === true || total < asks.value) return asks.done === true ? asks.value : null;
      const all = Buffer.concat(parts);
      let at = 0;
      while (asks.done !== true && all.length - at >= asks.value) {
        const piece = all.subarray(at, at + asks.value);
        at += piece.length;
        asks = parser.next(piece);
      }
      parts = [all.subarray(at)];
      total = all.length - at;
      return asks.done === true ? asks.value : null;
    },
  };
}

function* parse(mostBytes: number): Parser {
  const [status, peak, cpu, pids, memoryKills, refusedForks] = [
    yield* integer(),
    yield* integer(),
    yield* integer(),
    yield* integer(),
    yield* integer(),
    yield* integer(),
  ];
  const failure = yield* text(REASON_BYTES);
  const left: LeftFile[] = [];
  const refused: { path: string; because: string }[] = [];
  let room = mostBytes;
  for (let entries = 0; ; entries += 1) {
    const kind = (yield 1).toString('latin1');
    if (kind === 'E') break;
    if (entries > MOST_LEFT_FILES + 1 || (kind !== 'F' && kind !== 'N'))
      throw new Error('the keeper said what it cannot say');
    const raw = yield* bytesOf(PATH_BYTES);
    const path = plainPath(raw);
    if (kind === 'N')
      refused.push({ path: path ?? shown(raw), because: (yield* text(REASON_BYTES)) || 'no reason was given' });
    else {
      const size = yield* integer();
      if (size < 0 || size > room) throw new Error('the keeper handed back more than was agreed');
      room -= size;
      const bytes = size === 0 ? Buffer.alloc(0) : yield size;
      if (path === null || left.some((each) => each.path === path))
        refused.push({ path: shown(raw), because: 'its name is not plain text' });
      else left.push({ path, bytes: new Uint8Array(bytes) });
    }
  }
  const known = (value: number): number | null => (value >= 0 ? value : null);
  return {
    ...endOf(status),
    failure: failure === '' ? null : failure,
    ...{ peakMemoryBytes: known(peak), cpuMs: known(cpu), peakPids: known(pids) },
    ...{ memoryKills: Math.max(0, memoryKills), refusedForks: Math.max(0, refusedForks), left, refused },
  };
}

/** The low seven bits are the signal that ended it, the next byte its exit code. */
function endOf(status: number): Pick<KeeperReport, 'code' | 'signalNumber'> {
  const signalNumber = status & 0x7f;
  return signalNumber === 0 ? { code: (status >> 8) & 0xff, signalNumber: null } : { code: null, signalNumber };
}

function* integer(): Generator<number, number, Buffer> {
  return Number((yield 8).readBigInt64BE());
}

function* bytesOf(most: number): Generator<number, Buffer, Buffer> {
  const length = yield* integer();
  if (length < 0 || length > most) throw new Error('the keeper said more than it has to say');
  return length === 0 ? Buffer.alloc(0) : yield length;
}

function* text(most: number): Generator<number, string, Buffer> {
  return (yield* bytesOf(most)).toString('utf8');
}

/** @returns `null` for what is not the name of a file below a folder, in text */
function plainPath(raw: Buffer): string | null {
  const path = raw.toString('utf8');
  const isText = Buffer.from(path, 'utf8').equals(raw) && !path.includes('\0');
  return isText && path.split('/').every((part) => !['', '.', '..'].includes(part)) ? path : null;
}

const shown = (raw: Buffer): string => raw.toString('utf8').slice(0, 200) || '.';
