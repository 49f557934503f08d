import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Grant, issueGrant } from '#host/grants/grant.ts';
import { type CommandPlan, Refused, RunInterrupted } from '#shared/model/index.ts';
import { MemoryRun, planFor, quietLog, realClock, type Stage, setStage, someDigest } from './fixtures/stage.ts';
import { createFilePins, createProcessEngine, driftOfFolder, pinFolder } from './index.ts';

const never = new AbortController().signal;

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(async () => {
  expect(await stage.clear()).toEqual([]);
});

const granted = (plan: CommandPlan, drift: () => Promise<string[]> = async () => []): Grant<CommandPlan> =>
  issueGrant({ plan, digest: someDigest, drift });

describe('what is refused before anything starts', () => {
  const touch = async (): Promise<CommandPlan> =>
    planFor({ program: '/bin/sh', args: ['-c', `: > ${join(stage.folder, 'touched')}`], cwd: stage.folder });
  async function refusal(grant: Grant<CommandPlan>): Promise<unknown> {
    const run = new MemoryRun();
    const error = await stage.engine.carryOut(grant, run, never).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(await readdir(stage.folder)).not.toContain('touched');
    expect(stage.engine.active()).toBe(0);
    return error instanceof Refused ? error.refusal : error;
  }

  it('drift that the capability finds', async () => {
    const grant = granted(await touch(), async () => ['the moon is a different one now']);
    expect(await refusal(grant)).toMatchObject({ code: 'PLAN_DRIFT' });
  });

  it('a program that was rewritten, replaced, or reached through a link that leads elsewhere now', async () => {
    const changes: ((path: string) => Promise<void>)[] = [
      (path) => writeFile(path, `#!/bin/sh\n: > ${join(stage.folder, 'touched')}\n# changed\n`),
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
      const path = join(stage.folder, `program-${index}`);
      await writeFile(path, `#!/bin/sh\n: > ${join(stage.folder, 'touched')}\n`, { mode: 0o755 });
      const pins = createFilePins();
      const plan = { ...(await touch()), executable: await pins.pinFile(path) };
      await change(path);
      const grant = granted(plan, () => pins.driftOfFile(plan.executable));
      expect(await refusal(grant), `change ${index}`).toMatchObject({ code: 'PLAN_DRIFT' });
    }
  });

  it('a folder that was replaced', async () => {
    await mkdir(join(stage.folder, 'work'));
    const plan = { ...(await touch()), cwd: await pinFolder(join(stage.folder, 'work')) };
    await rename(join(stage.folder, 'work'), join(stage.folder, 'away'));
    await mkdir(join(stage.folder, 'work'));
    expect(await refusal(granted(plan, () => driftOfFolder(plan.cwd)))).toMatchObject({ code: 'PLAN_DRIFT' });
  });

  it('a program or folder that is swapped after the grant was redeemed', async () => {
    const path = join(stage.folder, 'program');
    await writeFile(path, '#!/bin/sh\n', { mode: 0o755 });
    await mkdir(join(stage.folder, 'work'));
    const plan = {
      ...(await touch()),
      executable: await createFilePins().pinFile(path),
      cwd: await pinFolder(join(stage.folder, 'work')),
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
      await rename(join(stage.folder, 'work'), join(stage.folder, 'away'));
      await symlink('/', join(stage.folder, 'work'));
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
    const grant = granted(await planFor({ program: '/bin/true', cwd: stage.folder }));
    await stage.engine.carryOut(grant, new MemoryRun(), never);
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
    const { end, pid } = await stage.engine.carryOut(granted(await touch()), run, signal);
    expect(end).toMatchObject({ reason, exit_code: null, signal: null });
    expect(pid).toBeNull();
    expect(await readdir(stage.folder)).not.toContain('touched');
  });

  it('a run that is interrupted while its plan is compared', async () => {
    const controller = new AbortController();
    const grant = granted(await touch(), async () => {
      controller.abort(new RunInterrupted('stopped'));
      return [];
    });
    const { end, pid } = await stage.engine.carryOut(grant, new MemoryRun(), controller.signal);
    expect({ reason: end.reason, pid }).toEqual({ reason: 'stopped', pid: null });
    expect(await readdir(stage.folder)).not.toContain('touched');
  });

  it('a run that comes after the engine was closed', async () => {
    await stage.engine.close();
    const { end, pid } = await stage.engine.carryOut(granted(await touch()), new MemoryRun(), never);
    expect({ reason: end.reason, pid }).toEqual({ reason: 'host_quit', pid: null });
    expect(await readdir(stage.folder)).not.toContain('touched');
  });
});

it('an owner that could be mistaken for a part of a label makes no engine', () => {
  for (const owner of ['', 'a:b', 'a b', 'a\0', '../x']) {
    expect(() =>
      createProcessEngine({
        content: stage.content,
        log: quietLog,
        clock: realClock,
        owner,
        outputSocket: join(stage.folder, 'output.sock'),
      }),
    ).toThrow(/expected an owner/);
  }
});
