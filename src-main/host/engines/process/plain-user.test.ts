/**
 * A host that is not root, for real: a plain user of this machine with a folder of its own. The sandbox works there or is refused with its cause, and what held
 * the limits is on record. Without root there is nobody to become, and the tests beside this one run as that plain user anyway.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftOf } from './fixtures/stage.ts';
import { dropTo, SETPRIV } from './run-as/drop-to.ts';
import { findUser, type MachineUser } from './run-as/find-user.ts';
import { whyNotAsOthers } from './run-as/run-as.ts';

interface Tried {
  readonly name: string;
  readonly refused?: string;
  readonly stdout?: string;
  readonly code?: number | null;
  readonly reason?: string;
  readonly usage?: { readonly held: readonly { readonly limit: string; readonly by: string }[] } | null;
}
interface Said {
  readonly sandbox: { readonly name: string | null; readonly found: string; readonly fix: string | null };
  readonly limits: { readonly sentence: string; readonly fix: string | null };
  readonly means: { readonly cgroups: boolean; readonly rlimits: boolean; readonly countsInSandbox: boolean };
  readonly cannotRunAs: string | null;
  readonly runs: readonly Tried[];
}

const FIXTURE = join(import.meta.dirname, 'fixtures/plain-users-host.ts');
const OWNER = `plain-${process.pid}`;
const user = whyNotAsOthers() === null ? await findUser('nobody') : null;
const why = user === null ? (whyNotAsOthers() ?? 'there is no user “nobody”') : whyNotReadable(user);
if (why !== null) process.stderr.write(`SKIPPED: a host of a plain user is not tried: ${why}\n`);

/** A project in somebody's own closed folder cannot be read by another. */
function whyNotReadable(reader: MachineUser): string | null {
  const words = [
    ...dropTo(reader),
    '--',
    process.execPath,
    '-e',
    `require('node:fs').readFileSync(${JSON.stringify(FIXTURE)})`,
  ];
  return spawnSync(SETPRIV, words).status === 0 ? null : 'that user cannot read this project';
}

describe.runIf(why === null)('a host of a plain user', () => {
  let folder: string;
  let said: Said;
  const run = (name: string): Tried => {
    const found = said.runs.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no run ${name}`);
    return found;
  };

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-plain-')));
    const { uid, gid } = user ?? { uid: 0, gid: 0 };
    chownSync(folder, uid, gid);
    const words = [...dropTo({ uid, gid }), '--', process.execPath, FIXTURE, folder, OWNER];
    const env = { PATH: '/usr/bin:/bin', HOME: folder, TMPDIR: folder };
    said = JSON.parse(execFileSync(SETPRIV, words, { env, encoding: 'utf8', cwd: folder, timeout: 120_000 }));
  }, 150_000);
  afterAll(() => {
    expect(leftOf(OWNER)).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('has a sandbox in which “true” runs, or refuses it with the cause and the fix', () => {
    if (said.sandbox.name === null) {
      process.stderr.write(`A plain user has no sandbox here: ${said.sandbox.found}\n`);
      expect(said.sandbox.fix).not.toBeNull();
      expect(run('true').refused).toContain('sandbox');
      return;
    }
    expect(said.sandbox.name).toBe('bubblewrap');
    expect(run('true')).toMatchObject({ code: 0, reason: 'exited' });
  });

  it('runs programs in it as that user, without capabilities, writing what belongs to it', () => {
    if (said.sandbox.name === null) return;
    const { stdout = '' } = run('who');
    expect(stdout.split('\n')[0]).toBe(`${user?.uid}`);
    expect(stdout).toContain('CapEff:\t0000000000000000');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('x');
  });

  it('says that limits hold for each process alone where it has no control groups, and by what each held', () => {
    const by = said.means.cgroups ? 'cgroup' : 'rlimit';
    expect(said.limits.sentence).toMatch(said.means.cgroups ? /control groups/u : /for each process alone/u);
    if (!said.means.cgroups) expect(said.limits.fix).toMatch(/systemd --user/u);
    if (said.sandbox.name === null) return;
    const held = new Map(run('memory').usage?.held.map((each) => [each.limit, each.by]));
    expect([held.get('memory'), held.get('open_files'), held.get('file_size')]).toEqual([by, 'rlimit', 'rlimit']);
  });

  it('is held by them: memory runs out, and processes where the kernel counts them in the sandbox', () => {
    if (said.sandbox.name === null) return;
    expect(run('memory').code === 0).toBe(false);
    expect(run('memory').reason).not.toBe('timed_out');
    const forks = run('forks');
    if (!said.means.cgroups && !said.means.countsInSandbox) expect(forks.refused).toMatch(/processes/u);
    else expect(Number(forks.stdout)).toBeLessThan(12);
  });

  it('runs nothing as somebody else', () => {
    expect(said.cannotRunAs).toMatch(/does not run as root/u);
    expect(run('other user').refused).toMatch(/running as the user root/u);
  });
});
