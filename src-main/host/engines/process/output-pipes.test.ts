import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOutputPipes, type OutputPipe, type OutputPipes } from './output-pipes.ts';

let folder: string;
let pipes: OutputPipes;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-pipes-'));
  pipes = createOutputPipes(join(folder, 'output.sock'));
});

afterEach(async () => {
  await pipes.close();
  await rm(folder, { recursive: true });
});

async function readAll(pipe: OutputPipe, script: string): Promise<string> {
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', pipe.childEnd, 'ignore'] });
  const pieces: Buffer[] = [];
  await pipe.handedOver(child.stdout).read(async (piece) => {
    // Copied late: until this resolves nobody may write over the piece.
    await new Promise((resolve) => setTimeout(resolve, 1));
    pieces.push(Buffer.from(piece));
  });
  return Buffer.concat(pieces).toString('latin1');
}

describe('an output pipe', () => {
  it('carries every byte in order, however slowly they are taken', async () => {
    const text = await readAll(await pipes.open(), 'seq 1 100000');
    expect(text).toBe(Array.from({ length: 100_000 }, (_, at) => `${at + 1}\n`).join(''));
  });

  it('ends when the last process that holds it does', async () => {
    expect(await readAll(await pipes.open(), '(sleep 0.2; echo late) & echo early')).toBe('early\nlate\n');
  });

  it('is not mixed up with others that are opened at the same time', async () => {
    const opened = await Promise.all(Array.from({ length: 20 }, () => pipes.open()));
    const texts = await Promise.all(opened.map((pipe, at) => readAll(pipe, `echo ${at}`)));
    expect(texts).toEqual(opened.map((_, at) => `${at}\n`));
  });

  it('stops when it is cut, and the child notices', async () => {
    const pipe = await pipes.open();
    const child = spawn('/usr/bin/yes', { stdio: ['ignore', pipe.childEnd, 'ignore'] });
    const reader = pipe.handedOver(child.stdout);
    const exited = once(child, 'exit');
    await reader.read(async () => reader.cut());
    // Left alone it would go on for ever.
    await exited;
  });

  it('passes on the mistake of whoever takes the pieces', async () => {
    const pipe = await pipes.open();
    const child = spawn('/bin/echo', ['x'], { stdio: ['ignore', pipe.childEnd, 'ignore'] });
    const reader = pipe.handedOver(child.stdout);
    await expect(reader.read(() => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
    reader.cut();
  });
});

it.skipIf(process.platform === 'win32')('somebody else who connects gets nothing', async () => {
  const pipe = await pipes.open();
  const stranger = connect(join(folder, 'output.sock')).resume();
  await once(stranger, 'close');
  expect(await readAll(pipe, 'echo still mine')).toBe('still mine\n');
});
