/** A program for tests: pushes megabytes through a transcript and prints by how many bytes the process has grown at most. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Runs } from '../transcripts/runs.ts';
import { KeptLog } from './kept-log.ts';
import { exited, subject } from './subjects.ts';

const [, , megabytes = '', outputBytes = ''] = process.argv;
const folder = await mkdtemp(join(tmpdir(), 'countersign-much-'));
const clock = {
  nowMs: Date.now,
  after: (ms: number, action: () => void) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
const runs = await Runs.open({ folder, clock, log: new KeptLog() });
runs.onOutput(() => undefined);
const run = runs.prepare(subject({ outputBytes: Number(outputBytes) }));
await run.open();
// Different pieces, made beforehand, so that only what the transcript itself takes is measured.
const line = (index: number): string => `2026-01-02T03:04:05Z INFO handled request ${index} "GET /things" é\n`;
const pieces = Array.from({ length: 160 }, (_, index) => Buffer.from(line(index).repeat(1000)));
const before = process.memoryUsage.rss();
let highest = before;
let sent = 0;
for (let index = 0; sent < Number(megabytes) * 1e6; index += 1) {
  const piece = pieces[index % pieces.length] ?? Buffer.alloc(0);
  await run.handle.write(index % 5 === 0 ? 'stderr' : 'stdout', piece);
  sent += piece.length;
  if (index % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  highest = Math.max(highest, process.memoryUsage.rss());
}
const end = await run.handle.end(exited);
highest = Math.max(highest, process.memoryUsage.rss());
await rm(folder, { recursive: true });
process.stdout.write(JSON.stringify({ grownBytes: highest - before, sent, end }));
