import { createHash } from 'node:crypto';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Grant, issueGrant } from '#host/grants/grant.ts';
import type { CommandPlan } from '#shared/model/index.ts';
import { isAlive, MemoryRun, planFor, type Stage, setStage, someDigest } from './fixtures/stage.ts';
import { createFilePins, pinFolder } from './index.ts';

const report = join(import.meta.dirname, 'fixtures/report.mjs');
const never = new AbortController().signal;

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  expect(await stage.clear()).toEqual([]);
});

const granted = (plan: CommandPlan): Grant<CommandPlan> =>
  issueGrant({ plan, digest: someDigest, drift: async () => [] });

async function carriedOut(plan: CommandPlan) {
  const run = new MemoryRun();
  return { run, ...(await stage.engine.carryOut(granted(plan), run, never)) };
}

async function reported(args: readonly string[], change: Partial<CommandPlan> = {}) {
  const plan = await planFor({ program: process.execPath, args: [report, ...args], cwd: stage.folder });
  const { run, end } = await carriedOut({ ...plan, ...change });
  expect({ ...end, stderr: run.text.stderr }).toMatchObject({ reason: 'exited', exit_code: 0, stderr: '' });
  return JSON.parse(run.text.stdout);
}

describe('what a program receives', () => {
  it('gets every argument byte for byte', async () => {
    const args = [
      '',
      ' ',
      '-rf',
      '--',
      '--x=a b',
      'ünï\u202ecode 🦊',
      'two\nlines\r\n',
      '\t',
      '$(id)',
      '`id`',
      '*',
      "'",
      '"',
      '\\',
      '',
    ];
    expect((await reported(args)).args).toEqual(args);
  });

  it('gets 5,000 arguments', async () => {
    const args = Array.from({ length: 5_000 }, (_, index) => `argument ${index}`);
    expect((await reported(args)).args).toEqual(args);
  });

  it('gets the name that the plan gives it', async () => {
    const plan = await planFor({ program: process.execPath, args: [report], cwd: stage.folder });
    expect((await reported([], { argv: ['another name', ...plan.argv.slice(1)] })).argv0).toBe('another name');
  });

  it('gets the environment of the plan and the label, and nothing of the host', async () => {
    vi.stubEnv('SECRET_OF_THE_HOST', 'x');
    vi.stubEnv('NODE_V8_COVERAGE', join(stage.folder, 'coverage'));
    const env = { LANG: 'C.UTF-8', EMPTY: '', 'ODD NAME': 'ü\n' };
    const plan = { ...(await planFor({ program: process.execPath, args: [report], cwd: stage.folder })), env };
    const { run } = await carriedOut(plan);
    expect(JSON.parse(run.text.stdout).env).toEqual({ ...env, COUNTERSIGN_RUN: `${stage.owner}:${run.id}` });
  });

  it('keeps the label when the plan names the same variable', async () => {
    const run = new MemoryRun();
    const plan = await planFor({ program: '/usr/bin/env', cwd: stage.folder, env: { COUNTERSIGN_RUN: 'mine' } });
    await stage.engine.carryOut(granted(plan), run, never);
    expect(run.text.stdout).toBe(`PATH=/usr/bin:/bin\nCOUNTERSIGN_RUN=${stage.owner}:${run.id}\n`);
  });

  it('starts in the folder of the plan', async () => {
    expect((await reported([])).cwd).toBe(stage.folder);
  });

  it('reads the bytes of the plan on standard input and then its end', async () => {
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251));
    const sha256 = await stage.content.put(bytes);
    expect((await reported([], { stdin: { sha256, bytes: bytes.length } })).stdin).toEqual({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  it('reads an end at once when there is no input, or an empty one', async () => {
    expect((await reported([])).stdin.bytes).toBe(0);
    expect(
      (await reported([], { stdin: { sha256: await stage.content.put(new Uint8Array()), bytes: 0 } })).stdin.bytes,
    ).toBe(0);
  });

  it('may leave its input unread', async () => {
    const sha256 = await stage.content.put(Buffer.alloc(5_000_000));
    const plan = {
      ...(await planFor({ program: '/bin/true', cwd: stage.folder })),
      stdin: { sha256, bytes: 5_000_000 },
    };
    expect((await carriedOut(plan)).end).toMatchObject({ reason: 'exited', exit_code: 0 });
  });

  it('is the leader of its own process group and session', async () => {
    const script = 'read pid comm state ppid pgrp session rest < /proc/self/stat; echo $pid $pgrp $session';
    const { run, pid } = await carriedOut(
      await planFor({ program: '/bin/sh', args: ['-c', script], cwd: stage.folder }),
    );
    expect(run.text.stdout).toBe(`${pid} ${pid} ${pid}\n`);
  });
});

describe('how a program ends by itself', () => {
  it.each([0, 1, 2, 127, 255])('exit code %i is passed on', async (code) => {
    const { end, run } = await carriedOut(
      await planFor({ program: '/bin/sh', args: ['-c', `echo out; echo err >&2; exit ${code}`], cwd: stage.folder }),
    );
    expect(end).toMatchObject({ reason: 'exited', exit_code: code, signal: null, error: null });
    expect(run.text).toEqual({ stdout: 'out\n', stderr: 'err\n' });
    expect(run.ends).toBe(1);
  });

  it.each(['KILL', 'SEGV', 'TERM'])('SIG%s from elsewhere is passed on', async (signal) => {
    const plan = await planFor({ program: '/bin/sh', args: ['-c', `kill -${signal} $$`], cwd: stage.folder });
    expect((await carriedOut(plan)).end).toMatchObject({
      reason: 'signalled',
      exit_code: null,
      signal: `SIG${signal}`,
    });
  });

  it('says which process it was', async () => {
    const { pid, run } = await carriedOut(
      await planFor({ program: '/bin/sh', args: ['-c', 'echo $$'], cwd: stage.folder }),
    );
    expect(run.text.stdout).toBe(`${pid}\n`);
    expect(isAlive(Number(pid))).toBe(false);
  });
});

describe('what cannot be started', () => {
  async function failure(plan: CommandPlan): Promise<string | null> {
    const { end, pid, run } = await carriedOut(plan);
    expect(end).toMatchObject({ reason: 'failed', exit_code: null, signal: null });
    expect(pid).toBeNull();
    expect(run.ends).toBe(1);
    return end.error;
  }
  async function scriptOf(text: string, mode = 0o755): Promise<CommandPlan['executable']> {
    const path = join(stage.folder, 'program');
    await writeFile(path, text);
    await chmod(path, mode);
    return createFilePins().pinOperand(path);
  }
  const base = (): Promise<CommandPlan> => planFor({ program: '/bin/true', cwd: stage.folder });

  it('a folder', async () => {
    const { path, device, inode } = await pinFolder(stage.folder);
    const executable = { named: path, path, device, inode, sha256: someDigest };
    expect(await failure({ ...(await base()), executable })).toMatch(
      /could not be started: permission denied \(EACCES\)/,
    );
  });

  it('a file without the right to execute', async () => {
    const plan = { ...(await base()), executable: await scriptOf('#!/bin/sh\necho hi\n', 0o644) };
    expect(await failure(plan)).toMatch(/permission denied/);
  });

  it('text without a #! line, which the C library would hand to a shell', async () => {
    const plan = { ...(await base()), executable: await scriptOf(`touch ${join(stage.folder, 'touched')}\n`) };
    expect(await failure(plan)).toMatch(/neither a program of this system nor a script/);
    expect(await readdir(stage.folder)).not.toContain('touched');
  });

  it('a script whose interpreter is missing', async () => {
    const plan = { ...(await base()), executable: await scriptOf('#!/nowhere/sh\n') };
    expect(await failure(plan)).toMatch(/no such file or directory/);
  });

  it('more arguments than the system takes', async () => {
    const argv = ['true', 'x'.repeat(3_000_000)];
    expect(await failure({ ...(await base()), argv })).toMatch(/argument list too long/);
  });

  it('a NUL byte, half a character, an empty vector', async () => {
    expect(await failure({ ...(await base()), argv: ['true', 'a\0b'] })).toMatch(/argv\[1\] contains a NUL byte/);
    expect(await failure({ ...(await base()), argv: ['true', '\ud800'] })).toMatch(/argv\[1\] is not valid Unicode/);
    expect(await failure({ ...(await base()), env: { X: '\0' } })).toMatch(/X contains a NUL byte/);
    expect(await failure({ ...(await base()), argv: [] })).toMatch(/empty/);
  });
});
