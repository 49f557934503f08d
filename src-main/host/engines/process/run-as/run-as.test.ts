/** Programs of a host that runs as root, run as somebody else: for real, with and without the sandbox. */
import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunAs } from '#shared/model/index.ts';
import { carriedOut, type FencedStage, fencedPlan, type Outcome, setFencedStage } from '../fixtures/fenced-stage.ts';
import { planFor } from '../fixtures/stage.ts';
import { findUser, userIn } from './find-user.ts';
import { driftOfRunAs, runAsFor, whyNotAsOthers } from './run-as.ts';

const canSwitch = whyNotAsOthers() === null;
if (!canSwitch) process.stderr.write(`SKIPPED: programs run as another user: ${whyNotAsOthers()}\n`);

const WHO = 'nobody';
const STATUS = 'id -u; id -g; id -G; grep -E "^(CapEff|CapPrm|CapBnd|CapAmb|NoNewPrivs)" /proc/self/status';

describe('a user of this machine', () => {
  it('is found by the whole name alone, with number, group and home', () => {
    const passwd = 'annabel:x:7:7::/a:/bin/sh\nanna:x:1000:100:Anna,,,:/home/anna:/bin/bash\nbad:x:1x:2::/:/bin/sh\n';
    expect(userIn(passwd, 'anna')).toEqual({ name: 'anna', uid: 1000, gid: 100, home: '/home/anna' });
    expect(userIn(passwd, 'bad')).toBeNull();
    expect(userIn(passwd, 'ann')).toBeNull();
  });

  it('that is none is none, whatever the name looks like', async () => {
    for (const name of ['no-such-user-here', '--help', '', '0', '../root']) expect(await findUser(name)).toBeNull();
  });
});

describe('is refused', () => {
  const what = {
    command: 'id',
    sandbox: 'off',
    cwd: { path: '/', device: '0', inode: '0' },
    executable: { path: '/usr/bin/id' },
  } as Parameters<typeof runAsFor>[1];

  it('where Countersign does not run as root', async () => {
    await expect(runAsFor(WHO, what, 'only root can.')).rejects.toMatchObject({
      refusal: {
        code: 'SANDBOX_MISSING',
        message: `The policy wants id to run as the user ${WHO}, and this machine cannot do that: only root can.`,
      },
    });
  });

  it('for a user that there is not, and for root itself', async () => {
    await expect(runAsFor('no-such-user-here', what, null)).rejects.toThrow(/has no user of that name/u);
    await expect(runAsFor('root', what, null)).rejects.toThrow(/that user is root/u);
  });
});

describe.runIf(canSwitch)('a program that runs as another user', () => {
  let stage: FencedStage;
  let runAs: RunAs;
  let cwd: string;

  beforeAll(async () => {
    stage = await setFencedStage();
    cwd = stage.workspace;
    const user = await findUser(WHO);
    if (user === null) throw new Error(`these tests need a user ${WHO}`);
    runAs = { ...user, mayWrite: true };
    chownSync(cwd, user.uid, user.gid);
    writeFileSync(join(cwd, 'of-root'), 'root’s own');
    chmodSync(join(cwd, 'of-root'), 0o600);
  });
  afterAll(async () => expect(await stage.clear()).toEqual([]));

  const bare = async (script: string, change: Partial<Awaited<ReturnType<typeof planFor>>> = {}): Promise<Outcome> => {
    const plan = await planFor({ program: '/bin/sh', args: ['-c', script], cwd });
    return carriedOut(stage, { ...plan, runAs, ...change });
  };
  const fenced = async (script: string): Promise<Outcome> => {
    const plan = await fencedPlan(stage, { args: ['-c', script], cwd, runAs });
    return carriedOut(stage, { ...plan, runAs, env: { ...plan.env, HOME: runAs.home } });
  };
  const roads = [
    ['without a sandbox', bare],
    ['in the sandbox', fenced],
  ] as const;

  it('may not begin where its user may not enter, and that is said', async () => {
    const plan = await planFor({ program: '/bin/true', cwd });
    await expect(runAsFor(WHO, plan, null)).rejects.toMatchObject({
      refusal: {
        code: 'BAD_INPUT',
        message: expect.stringContaining(`${WHO} (user ${runAs.uid}), who may not enter ${stage.folder}`),
      },
    });
    chmodSync(stage.folder, 0o755);
    expect(await runAsFor(WHO, plan, null)).toEqual(runAs);
  });

  it('is known to be unable to write where it is', async () => {
    const other = join(stage.home, 'code', 'of-root');
    mkdirSync(other, { mode: 0o755 });
    const plan = await planFor({ program: '/bin/true', cwd: other });
    expect(await runAsFor(WHO, plan, null)).toMatchObject({ mayWrite: false });
  });

  it('may not be one that the user cannot start', async () => {
    const program = join(cwd, 'own-tool');
    writeFileSync(program, '#!/bin/sh\nid -u\n');
    chmodSync(program, 0o700);
    const plan = await planFor({ program, cwd });
    await expect(runAsFor(WHO, plan, null)).rejects.toMatchObject({
      refusal: {
        code: 'EXECUTABLE_UNUSABLE',
        message: expect.stringContaining(`who may not start ${program}`),
      },
    });
  });

  it.each(roads)('%s has that user’s numbers, no other group, no capability and none to gain', async (_, run) => {
    const { stdout, stderr, end } = await run(STATUS);
    expect({ stderr, code: end.exit_code }).toEqual({ stderr: '', code: 0 });
    const [uid, gid, groups, ...status] = stdout.trim().split('\n');
    expect([uid, gid, groups]).toEqual([`${runAs.uid}`, `${runAs.gid}`, `${runAs.gid}`]);
    const flags = Object.fromEntries(status.map((line) => line.split(':\t')));
    expect(flags).toMatchObject({ CapEff: '0000000000000000', CapPrm: '0000000000000000', NoNewPrivs: '1' });
    expect(flags).toMatchObject({ CapBnd: '0000000000000000', CapAmb: '0000000000000000' });
  });

  it.each(roads)('%s makes files that belong to that user, and reads none of root’s', async (name, run) => {
    const file = `made-${name.length}`;
    const { stderr } = await run(`echo x > ${file}; cat of-root`);
    expect(stderr).toMatch(/of-root: Permission denied/u);
    expect(statSync(join(cwd, file))).toMatchObject({ uid: runAs.uid, gid: runAs.gid });
  });

  it.each(roads)('%s cannot come back by programs that run with their owner’s rights', async (_, run) => {
    const { stdout, end } = await run('su root -c id; perl -e \'$< = 0; $> = 0; print "uid $<:$>\\n"\'; id -u');
    expect(stdout).not.toMatch(/uid=0|uid 0/u);
    expect(stdout.trim().split('\n').at(-1)).toBe(`${runAs.uid}`);
    expect(end.exit_code).toBe(0);
  });

  it('has its limits too', async () => {
    const limits = { wallMs: 60_000, outputBytes: 1000, memoryBytes: null, pids: null, cpuMs: null };
    const { stdout } = await bare('ulimit -n; ulimit -f', { limits: { ...limits, openFiles: 77, fileBytes: 1024 } });
    expect(stdout).toBe('77\n2\n');
  });

  it('is ended with all that it started', async () => {
    const { end } = await bare('trap "" TERM; (trap "" TERM; sleep 300) & sleep 300', {
      limits: { ...(await planFor({ program: '/bin/true', cwd })).limits, wallMs: 300 },
    });
    expect(end.reason).toBe('timed_out');
  });

  it('is refused by an engine that cannot switch, with nothing started', async () => {
    const plan = await planFor({ program: '/bin/true', cwd });
    const machine = { ...stage.machine, cannotRunAs: 'only root can.' };
    const { refuseEmptyPromises } = await import('../promises.ts');
    expect(() => refuseEmptyPromises({ ...plan, runAs }, machine)).toThrow(/running as the user nobody/u);
    expect(() => refuseEmptyPromises({ ...plan, runAs }, undefined)).toThrow(/running as the user nobody/u);
    expect(() => refuseEmptyPromises(plan, machine)).not.toThrow();
  });

  it('drifts when the user has another number, group or home, or is gone', async () => {
    expect(await driftOfRunAs({ runAs })).toEqual([]);
    for (const change of [{ uid: 4711 }, { gid: 4711 }, { home: '/elsewhere' }]) {
      expect((await driftOfRunAs({ runAs: { ...runAs, ...change } }))[0]).toMatch(/is another one now/u);
    }
    expect(await driftOfRunAs({ runAs: { ...runAs, name: 'gone-user' } })).toEqual(['the user gone-user is gone']);
  });
});
