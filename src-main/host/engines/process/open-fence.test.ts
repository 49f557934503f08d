/** Which fence there is on which system, and what becomes of a plan where there is none. On macOS the real one is tried; elsewhere that is said to be skipped. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carriedOut, type FencedStage, fencedPlan, inside, setFencedStage } from './fixtures/fenced-stage.ts';
import { planFor, quietLog, realClock } from './fixtures/stage.ts';
import { openFence } from './open-fence.ts';
import { refuseEmptyPromises } from './promises.ts';
import { diagnoseSeatbelt } from './seatbelt/probe-seatbelt.ts';

const isMac = process.platform === 'darwin';
if (!isMac) {
  process.stderr.write(
    'SKIPPED: Seatbelt itself is not tried here, because this is not macOS: its profile is read by a reader of our own.\n',
  );
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-fence-')));
afterAll(() => rmSync(folder, { recursive: true }));
const parts = { folder, owner: 'test-fence', home: folder, clock: realClock, log: quietLog };

describe('a system without a fence', () => {
  it.each([
    ['win32', 'there is no sandbox for Windows in this version.'],
    ['freebsd', 'there is no sandbox for freebsd in this version.'],
  ] as const)('(%s) says so, and refuses every plan for one', async (platform, found) => {
    const fence = await openFence(parts, platform);
    expect(fence).toMatchObject({ bubblewrap: null, seatbelt: null, confine: null, state: { name: null, found } });
    expect(fence.state.fix).toMatch(/sandbox: off/u);
    const plan = await planFor({ program: '/bin/sh', cwd: folder });
    const none = { cgroups: false, rlimits: false, countsInSandbox: false };
    const machine = { ...fence, sandbox: fence.state, limits: fence.state, means: none, cannotRunAs: 'no.' };
    const rest = { watch: { watch: () => ({ peak: () => null, stop: () => undefined }) }, cgroups: null };
    for (const sandbox of ['workspace', 'strict'] as const) {
      const check = () =>
        refuseEmptyPromises(
          { ...plan, sandbox, network: false },
          { ...machine, ...rest, close: async () => undefined },
        );
      expect(check).toThrow(`the sandbox “${sandbox}”, and this machine cannot keep that: ${found}`);
    }
  });

  it.skipIf(isMac)('a Mac without sandbox-exec says what is missing', async () => {
    const { state, confine } = await openFence(parts, 'darwin');
    expect([state.name, confine]).toEqual([null, null]);
    expect(state.found).toContain('there is no /usr/bin/sandbox-exec');
  });
});

describe('what the trial of Seatbelt shows', () => {
  it('is good when what is open was read and the other refused', () => {
    expect(diagnoseSeatbelt('open', 'cat: /x/shut: Operation not permitted\n')).toBeNull();
  });

  it.each([
    ['openshut', '', 'lets a program read what its profile does not open'],
    ['', 'sandbox-exec: sandbox_apply: Operation not permitted', 'is itself in a sandbox'],
    ['', 'sandbox-exec: unbound variable: foo', 'Seatbelt does not work here: sandbox-exec: unbound variable'],
    ['open', '', 'Seatbelt does not work here: it says nothing'],
    ['', '', 'Seatbelt does not work here: it says nothing'],
  ])('%j with %j is none', (printed, said, found) => {
    expect(diagnoseSeatbelt(printed, said)).toMatchObject({ found: expect.stringContaining(found) });
  });
});

describe.runIf(isMac)('Seatbelt, on macOS,', () => {
  let stage: FencedStage;
  beforeAll(async () => {
    stage = await setFencedStage();
    mkdirSync(join(stage.home, '.ssh'));
    writeFileSync(join(stage.home, '.ssh', 'id'), 'secret');
    execFileSync('/usr/bin/git', ['init', '-q', stage.workspace]);
  });
  afterAll(async () => {
    await stage.clear();
  });

  it('is found, and lets a program work in its workspace', async () => {
    expect(stage.machine.sandbox.name).toBe('seatbelt');
    const { stdout, end } = await inside(stage, 'echo made > made; cat made; mktemp; id -un; date -u');
    expect([stdout.split('\n')[0], end.exit_code]).toEqual(['made', 0]);
  });

  it('keeps what is outside unread and unchanged', async () => {
    const { stdout } = await inside(
      stage,
      `cat ../../.ssh/id; ls ../..; echo x > ../out; echo x > /tmp/countersign-out`,
    );
    expect(stdout).not.toContain('secret');
    expect([existsSync(join(stage.home, 'code', 'out')), existsSync('/tmp/countersign-out')]).toEqual([false, false]);
  });

  it('keeps hooks from being made, also by moving git’s folder and in other letter case', async () => {
    await inside(stage, 'echo x > .git/hooks/pre-commit; mv .git .g2; mkdir .VSCode; echo x > .VSCode/tasks.json');
    expect(existsSync(join(stage.workspace, '.git', 'hooks', 'pre-commit'))).toBe(false);
    expect(existsSync(join(stage.workspace, '.vscode', 'tasks.json'))).toBe(false);
  });

  it('keeps the network closed', async () => {
    const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { stdout } = await inside(stage, `/usr/bin/nc -G 2 127.0.0.1 ${port}`);
    server.close();
    expect(stdout).not.toContain('hello');
  });

  it('gives the program its name, its arguments and a folder for temporary files that vanishes', async () => {
    const plan = await fencedPlan(stage, { args: ['-c', 'echo "$0" "$@"; echo "$TMPDIR"', 'name', 'a b', '"'] });
    const { stdout } = await carriedOut(stage, plan);
    const [words, scratch = ''] = stdout.split('\n');
    expect(words).toBe('name a b "');
    expect(existsSync(scratch)).toBe(false);
  });

  it('does not open a workspace whose name is a profile', async () => {
    const odd = join(stage.home, 'code', '") (allow default) (literal "');
    mkdirSync(odd);
    const { stdout } = await inside(stage, 'echo in > here; cat here; cat ../../.ssh/id', { cwd: odd });
    expect(stdout).toBe('in\n');
    expect(readFileSync(join(odd, 'here'), 'utf8')).toBe('in\n');
  });
});
