/**
 * A million renames that swap a folder and a file with links that lead out, in one step of the kernel's each, while files are read, and as
 * many again while they are written: no byte from outside the folder may be read, none outside it written. Linux with Perl, which makes the
 * system call; elsewhere it says that it was left out. `--renames N` sets how many for each (1,000,000).
 */
import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile as readFileLater } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contentAt, lookInto } from '#host/engines/files/index.ts';
import { writeFile } from '#host/engines/files/write-file.ts';
import { type Row, report, round } from './report.ts';

const { values: options } = parseArgs({ options: { renames: { type: 'string', default: '1000000' } } });
const wanted = Number(options.renames);
/** renameat2, by processor. */
const calls: Readonly<Partial<Record<string, number>>> = { x64: 316, arm64: 276 };
const call = calls[process.arch];
const program = join(import.meta.dirname, '../src-main/host/engines/files/fixtures/swapper.pl');

interface Outcome {
  readonly renames: number;
  readonly done: number;
  readonly refused: number;
  readonly outside: number;
  readonly seconds: number;
}

/** @param once does the work once; @returns whether it reached outside */
async function whileSwapping(
  base: string,
  once: (round: number) => Promise<boolean>,
  enough = wanted,
): Promise<Outcome> {
  const child = spawn('perl', [program, base, `${call}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let renames = 0;
  let ended = false;
  child.stdout.on('data', (text: Buffer) => {
    renames = Number(text.toString().trim().split('\n').at(-1));
  });
  const over = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void over.then(() => {
    ended = true;
  });
  let [done, refused, outside] = [0, 0, 0];
  const from = performance.now();
  for (let count = 0; renames < enough && !ended; count += 1) {
    try {
      if (await once(count)) outside += 1;
      done += 1;
    } catch {
      refused += 1;
    }
  }
  const seconds = round((performance.now() - from) / 1000);
  if (ended) throw new Error('the program that swaps ended by itself');
  child.kill('SIGKILL');
  await over;
  return { renames, done, refused, outside, seconds };
}

function stage(): string {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-swaps-')));
  mkdirSync(join(base, 'in'));
  mkdirSync(join(base, 'outside'));
  writeFileSync(join(base, 'in/file'), 'inside');
  writeFileSync(join(base, 'outside/file'), 'SECRET');
  symlinkSync(join(base, 'outside'), join(base, 'link'));
  symlinkSync(join(base, 'outside/file'), join(base, 'in/file.link'));
  return base;
}

async function reads(): Promise<Outcome> {
  const base = stage();
  const path = join(base, 'in/file');
  const outcome = await whileSwapping(
    base,
    async () => (await contentAt(path, path, 1000)).bytes.toString() !== 'inside',
  );
  rmSync(base, { recursive: true });
  return outcome;
}

/** What the swapping would do to a read that trusts its path: without it, no outcome of the others would mean anything. */
async function naiveReads(): Promise<Outcome> {
  const base = stage();
  const outcome = await whileSwapping(
    base,
    async () => (await readFileLater(join(base, 'in/file'), 'utf8')) !== 'inside',
    wanted / 20,
  );
  rmSync(base, { recursive: true });
  return outcome;
}

async function writes(): Promise<Outcome> {
  const base = stage();
  const path = join(base, 'in/new');
  const outcome = await whileSwapping(base, async (count) => {
    const { folder, parents, now } = await lookInto(path, path, 1000);
    if (parents.length > 0) throw new Error('the folder is away');
    const content = { path, named: path, folder, parents, mode: 0o600, bytes: Buffer.from(`round ${count}`) };
    await writeFile({
      ...content,
      before: now?.content ?? null,
      expected: now?.bytes ?? null,
      keep: async () => undefined,
    });
    return false;
  });
  // What was written outside is seen at the end: nothing is ever removed there.
  const strangers = readdirSync(join(base, 'outside')).filter((name) => name !== 'file').length;
  const changed = readFileSync(join(base, 'outside/file'), 'utf8') === 'SECRET' ? 0 : 1;
  rmSync(base, { recursive: true });
  return { ...outcome, outside: strangers + changed };
}

const rowsOf = (what: string, { renames, done, refused, outside, seconds }: Outcome): readonly Row[] => [
  { figure: `renames during ${what}s`, value: renames, unit: '', target: `>= ${wanted}` },
  { figure: `${what}s that were done`, value: done, unit: '' },
  { figure: `${what}s that were refused`, value: refused, unit: '' },
  { figure: `${what}s that reached outside`, value: outside, unit: '', target: '0' },
  { figure: `${what}s, time in all`, value: seconds, unit: 's' },
];

if (process.platform !== 'linux' || call === undefined) {
  console.log('swapped links: left out, since it needs renameat2 on Linux (x64 or arm64)');
} else {
  const [naive, read, write] = [await naiveReads(), await reads(), await writes()];
  report('swapped links', [
    { figure: 'plain readFile that reached outside', value: naive.outside, unit: '', target: '> 0: the attack works' },
    ...rowsOf('read', read),
    ...rowsOf('write', write),
  ]);
  if (read.outside + write.outside > 0) process.exitCode = 1;
}
