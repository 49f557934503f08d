import { createHash, randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Grant, issueGrant } from '#host/grants/grant.ts';
import { type ContentStore, openContentStore } from '#host/storage/index.ts';
import { type CommandPlan, Refused, RunInterrupted } from '#shared/model/index.ts';
import { isAlive, leftOf, MemoryRun, planFor, quietLog, realClock, someDigest } from './fixtures/stage.ts';
import { createFilePins, createProcessEngine, driftOfFolder, type ProcessEngine, pinFolder } from './index.ts';

const OWNER = `carry-out-test-${randomUUID()}`;
const report = join(import.meta.dirname, 'fixtures/report.mjs');
const never = new AbortController().signal;

let folder: string;
let content: ContentStore;
let engine: ProcessEngine;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'countersign-engine-')));
  await mkdir(join(folder, 'content'));
  content = await openContentStore(join(folder, 'content'));
  engine = createProcessEngine({ content, log: quietLog, clock: realClock, owner: OWNER, graceMs: 200 });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await engine.close();
  expect(leftOf(OWNER)).toEqual([]);
  await rm(folder, { recursive: true });
});

const granted = (plan: CommandPlan, drift: () => Promise<string[]> = async () => []): Grant<CommandPlan> =>
  issueGrant({ plan, digest: someDigest, drift });

async function carriedOut(plan: CommandPlan) {
  const run = new MemoryRun();
  return { run, ...(await engine.carryOut(granted(plan), run, never)) };
}

async function reported(args: readonly string[], change: Partial<CommandPlan> = {}) {
  const plan = await planFor({ program: process.execPath, args: [report, ...args], cwd: folder });
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
    const plan = await planFor({ program: process.execPath, args: [report], cwd: folder });
    expect((await reported([], { argv: ['another name', ...plan.argv.slice(1)] })).argv0).toBe('another name');
  });

  it('gets the environment of the plan and the label, and nothing of the host', async () => {
    vi.stubEnv('SECRET_OF_THE_HOST', 'x');
    vi.stubEnv('NODE_V8_COVERAGE', join(folder, 'coverage'));
    const env = { LANG: 'C.UTF-8', EMPTY: '', 'ODD NAME': 'ü\n' };
    const plan = { ...(await planFor({ program: process.execPath, args: [report], cwd: folder })), env };
    const { run } = await carriedOut(plan);
    expect(JSON.parse(run.text.stdout).env).toEqual({ ...env, COUNTERSIGN_RUN: `${OWNER}:${run.id}` });
  });

  it('keeps the label when the plan names the same variable', async () => {
    const run = new MemoryRun();
    const plan = await planFor({ program: '/usr/bin/env', cwd: folder, env: { COUNTERSIGN_RUN: 'mine' } });
    await engine.carryOut(granted(plan), run, never);
    expect(run.text.stdout).toBe(`PATH=/usr/bin:/bin\nCOUNTERSIGN_RUN=${OWNER}:${run.id}\n`);
  });

  it('starts in the folder of the plan', async () => {
    expect((await reported([])).cwd).toBe(folder);
  });

  it('reads the bytes of the plan on standard input and then its end', async () => {
    const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => index % 251));
    const sha256 = await content.put(bytes);
    expect((await reported([], { stdin: { sha256, bytes: bytes.length } })).stdin).toEqual({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  it('reads an end at once when there is no input, or an empty one', async () => {
    expect((await reported([])).stdin.bytes).toBe(0);
    expect((await reported([], { stdin: { sha256: await content.put(new Uint8Array()), bytes: 0 } })).stdin.bytes).toBe(
      0,
    );
  });

  it('may leave its input unread', async () => {
    const sha256 = await content.put(Buffer.alloc(5_000_000));
    const plan = { ...(await planFor({ program: '/bin/true', cwd: folder })), stdin: { sha256, bytes: 5_000_000 } };
    expect((await carriedOut(plan)).end).toMatchObject({ reason: 'exited', exit_code: 0 });
  });

  it('is the leader of its own process group and session', async () => {
    const script = 'read pid comm state ppid pgrp session rest < /proc/self/stat; echo $pid $pgrp $session';
    const { run, pid } = await carriedOut(await planFor({ program: '/bin/sh', args: ['-c', script], cwd: folder }));
    expect(run.text.stdout).toBe(`${pid} ${pid} ${pid}\n`);
  });
});

describe('how a program ends by itself', () => {
  it.each([0, 1, 2, 127, 255])('exit code %i is passed on', async (code) => {
    const { end, run } = await carriedOut(
      await planFor({ program: '/bin/sh', args: ['-c', `echo out; echo err >&2; exit ${code}`], cwd: folder }),
    );
    expect(end).toMatchObject({ reason: 'exited', exit_code: code, signal: null, error: null });
    expect(run.text).toEqual({ stdout: 'out\n', stderr: 'err\n' });
    expect(run.ends).toBe(1);
  });

  it.each(['KILL', 'SEGV', 'TERM'])('SIG%s from elsewhere is passed on', async (signal) => {
    const plan = await planFor({ program: '/bin/sh', args: ['-c', `kill -${signal} $$`], cwd: folder });
    expect((await carriedOut(plan)).end).toMatchObject({
      reason: 'signalled',
      exit_code: null,
      signal: `SIG${signal}`,
    });
  });

  it('says which process it was', async () => {
    const { pid, run } = await carriedOut(await planFor({ program: '/bin/sh', args: ['-c', 'echo $$'], cwd: folder }));
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
    const path = join(folder, 'program');
    await writeFile(path, text);
    await chmod(path, mode);
    return createFilePins().pinOperand(path);
  }
  const base = (): Promise<CommandPlan> => planFor({ program: '/bin/true', cwd: folder });

  it('a folder', async () => {
    const { path, device, inode } = await pinFolder(folder);
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
    const plan = { ...(await base()), executable: await scriptOf(`touch ${join(folder, 'touched')}\n`) };
    expect(await failure(plan)).toMatch(/neither a program of this system nor a script/);
    expect(await readdir(folder)).not.toContain('touched');
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

describe('what is refused before anything starts', () => {
  const touch = async (): Promise<CommandPlan> =>
    planFor({ program: '/bin/sh', args: ['-c', `: > ${join(folder, 'touched')}`], cwd: folder });
  async function refusal(grant: Grant<CommandPlan>): Promise<unknown> {
    const run = new MemoryRun();
    const error = await engine.carryOut(grant, run, never).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(await readdir(folder)).not.toContain('touched');
    expect(engine.active()).toBe(0);
    return error instanceof Refused ? error.refusal : error;
  }

  it('drift that the capability finds', async () => {
    const grant = granted(await touch(), async () => ['the moon is a different one now']);
    expect(await refusal(grant)).toMatchObject({ code: 'PLAN_DRIFT' });
  });

  it('a program that was rewritten, replaced, or reached through a link that leads elsewhere now', async () => {
    const changes: ((path: string) => Promise<void>)[] = [
      (path) => writeFile(path, `#!/bin/sh\n: > ${join(folder, 'touched')}\n# changed\n`),
      async (path) => {
        await writeFile(`${path}.new`, '#!/bin/sh\n', { mode: 0o755 });
        await rename(`${path}.new`, path);
      },
      async (path) => {
        await rm(path);
        await symlink('/bin/sh', path);
      },
      (path) => rm(path),
    ];
    for (const [index, change] of changes.entries()) {
      const path = join(folder, `program-${index}`);
      await writeFile(path, `#!/bin/sh\n: > ${join(folder, 'touched')}\n`, { mode: 0o755 });
      const pins = createFilePins();
      const plan = { ...(await touch()), executable: await pins.pinFile(path) };
      await change(path);
      const grant = granted(plan, () => pins.driftOfFile(plan.executable));
      expect(await refusal(grant), `change ${index}`).toMatchObject({ code: 'PLAN_DRIFT' });
    }
  });

  it('a folder that was replaced', async () => {
    await mkdir(join(folder, 'work'));
    const plan = { ...(await touch()), cwd: await pinFolder(join(folder, 'work')) };
    await rename(join(folder, 'work'), join(folder, 'away'));
    await mkdir(join(folder, 'work'));
    expect(await refusal(granted(plan, () => driftOfFolder(plan.cwd)))).toMatchObject({ code: 'PLAN_DRIFT' });
  });

  it('a program or folder that is swapped after the grant was redeemed', async () => {
    const path = join(folder, 'program');
    await writeFile(path, '#!/bin/sh\n', { mode: 0o755 });
    await mkdir(join(folder, 'work'));
    const plan = {
      ...(await touch()),
      executable: await createFilePins().pinFile(path),
      cwd: await pinFolder(join(folder, 'work')),
    };
    const swapProgram = async (): Promise<string[]> => {
      await rename(path, `${path}.old`);
      await symlink('/bin/sh', path);
      return [];
    };
    expect(await refusal(granted(plan, swapProgram))).toMatchObject({
      code: 'PLAN_DRIFT',
      message: expect.stringContaining(`${path} is a different file now`),
    });
    await rm(path);
    await rename(`${path}.old`, path);
    const swapFolder = async (): Promise<string[]> => {
      await rename(join(folder, 'work'), join(folder, 'away'));
      await symlink('/', join(folder, 'work'));
      return [];
    };
    expect(await refusal(granted(plan, swapFolder))).toMatchObject({
      code: 'PLAN_DRIFT',
      message: expect.stringContaining('work is a different folder now'),
    });
  });

  it('input that is not in the store any more', async () => {
    expect(await refusal(granted({ ...(await touch()), stdin: { sha256: someDigest, bytes: 1 } }))).toMatchObject({
      code: 'PLAN_DRIFT',
    });
  });

  it('a grant that was redeemed already, and what is no grant', async () => {
    const grant = granted(await planFor({ program: '/bin/true', cwd: folder }));
    await engine.carryOut(grant, new MemoryRun(), never);
    expect(await refusal(grant)).toMatchObject({ message: expect.stringContaining('redeemed already') });
    const forged: unknown = { digest: someDigest };
    expect(await refusal(forged as Grant<CommandPlan>)).toBeInstanceOf(TypeError);
  });

  it('a promise that nothing here can keep: a sandbox, no network, a limit', async () => {
    const plan = await touch();
    const promises: Partial<CommandPlan>[] = [
      { sandbox: 'strict' },
      { sandbox: 'workspace' },
      { network: false },
      { limits: { ...plan.limits, memoryBytes: 1_000_000 } },
      { limits: { ...plan.limits, pids: 10 } },
    ];
    for (const promise of promises) {
      expect(await refusal(granted({ ...plan, ...promise }))).toMatchObject({ code: 'SANDBOX_MISSING' });
    }
  });

  it.each(['cancelled', 'stopped', 'host_quit'] as const)('a run that was %s before it began', async (reason) => {
    const run = new MemoryRun();
    const signal = AbortSignal.abort(new RunInterrupted(reason));
    const { end, pid } = await engine.carryOut(granted(await touch()), run, signal);
    expect(end).toMatchObject({ reason, exit_code: null, signal: null });
    expect(pid).toBeNull();
    expect(await readdir(folder)).not.toContain('touched');
  });

  it('a run that is interrupted while its plan is compared', async () => {
    const controller = new AbortController();
    const grant = granted(await touch(), async () => {
      controller.abort(new RunInterrupted('stopped'));
      return [];
    });
    const { end, pid } = await engine.carryOut(grant, new MemoryRun(), controller.signal);
    expect({ reason: end.reason, pid }).toEqual({ reason: 'stopped', pid: null });
    expect(await readdir(folder)).not.toContain('touched');
  });

  it('a run that comes after the engine was closed', async () => {
    await engine.close();
    const { end, pid } = await engine.carryOut(granted(await touch()), new MemoryRun(), never);
    expect({ reason: end.reason, pid }).toEqual({ reason: 'host_quit', pid: null });
    expect(await readdir(folder)).not.toContain('touched');
  });
});

it('an owner that could be mistaken for a part of a label makes no engine', () => {
  for (const owner of ['', 'a:b', 'a b', 'a\0', '../x']) {
    expect(() => createProcessEngine({ content, log: quietLog, clock: realClock, owner })).toThrow(/expected an owner/);
  }
});
