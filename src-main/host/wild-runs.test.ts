/** Programs that behave badly, in the sandbox and without one, as an agent with an official client sees them: what it is told, and that nothing stays behind. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, legacyAgent, modernAgent } from '../../test/agents.ts';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

/** By name: shell scripts of the workspace, each of which the policy lets run. */
const SCRIPTS = {
  'memory.sh': 'exec perl -e \'my @x; push @x, "x" x 1e6 while 1\'',
  'cpu.sh': 'while :; do :; done',
  'file.sh': 'exec perl -e \'open F, ">", "big"; print F "x" x 65536 for 1 .. 100; close F\'',
  'bomb.sh': 'b() { b | b & b; }; b',
  'files.sh': 'exec perl -e \'while (open(my $f, "<", "/dev/null")) { push @x, $f } print scalar @x\'',
  'deaf.sh': 'trap "" TERM HUP INT; echo "still here"; while :; do sleep 1; done',
  'holder.sh': 'echo parent; (trap "" TERM; sleep 300) & exit 7',
  'daemon.sh':
    'exec perl -e \'use POSIX; $| = 1; print "first\\n"; if (!fork) { POSIX::setsid(); if (!fork) { $SIG{TERM} = "IGNORE"; %ENV = (); sleep 300 } exit } exit 5\'',
  'bytes.sh': 'printf "ok \\377\\376\\200 \\303"; printf "\\360\\237\\230" >&2',
  'flood.sh': 'head -c 150000000 /dev/zero | tr "\\\\0" x; echo end >&2',
  'endless.sh': 'exec head -c 10000000000 /dev/zero',
} as const;

const rules = Object.keys(SCRIPTS)
  .map((name) => `{ verdict: allow, args: [${name}] }`)
  .join(', ');

const POLICY = `version: 1
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
commands:
  sh:
    executable: /bin/sh
    max_timeout: 120s
    timeout: 120s
    limits: { memory: 64MiB, processes: 30, cpu_time: 30s, file_size: 1MB, open_files: 60, output_bytes: 1MB }
    rules: [${rules}]
  busy:
    executable: /bin/sh
    timeout: 120s
    limits: { cpu_time: 1s }
    rules: [{ verdict: allow, args: [cpu.sh] }]
  bare:
    executable: /bin/sh
    sandbox: off
    timeout: 120s
    rules: [${rules}]
`;

let app: TestHost;
let agent: Agent;

const run = (argv: readonly string[], more: object = {}, onProgress?: (message: string) => void) =>
  agent.call(
    'execute_command',
    { argv: [...argv], working_dir: app.workspace, ...more },
    { timeoutMs: 120_000, ...(onProgress === undefined ? {} : { onProgress }) },
  );

const living = (words: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(words);
      } catch {
        return false;
      }
    });

describe.each([
  ['of the 2025 generation', legacyAgent],
  ['of protocol 2026-07-28', modernAgent],
])('an agent %s', (_name, open) => {
  beforeEach(async () => {
    app = await openTestHost({ policy: POLICY });
    for (const [name, text] of Object.entries(SCRIPTS)) writeFileSync(join(app.workspace, name), `${text}\n`);
    agent = await open({ endpoint: app.endpoint, token: await app.addClient('Claude') });
  });
  afterEach(async () => {
    await agent.close();
    await app.close();
  });

  const hasGroups = async (): Promise<boolean> =>
    (await app.call('host.doctor', {})).some(({ name, found }) => name === 'Limits' && /control groups/iu.test(found));

  it('hears which limit ended a program, with the peaks', async () => {
    const groups = await hasGroups();
    const { value: memory } = await run(['sh', 'memory.sh']);
    expect(memory.success).toBe(false);
    if (groups) {
      expect(memory).toMatchObject({ killed_by: 'memory limit', limits_reached: ['memory'], error_code: 'CMD_003' });
      expect(memory.error_message).toBe('The program reached its memory limit and was ended.');
      expect(memory.error_details).toMatch(/^It ran out of memory/u);
      expect(Number(memory.peak_memory_bytes)).toBeGreaterThan(20_000_000);
    }
    const { value: file } = await run(['sh', 'file.sh']);
    expect(file).toMatchObject({ killed_by: 'file size limit', limits_reached: ['file_size'], signal: 'SIGXFSZ' });
    const { value: files } = await run(['sh', 'files.sh']);
    expect(files).toMatchObject({ success: true, killed_by: null, limits_reached: [] });
    expect(Number(files.stdout)).toBeLessThan(60);
  }, 120_000);

  it('hears of processor time and of time, and can tell them apart', async () => {
    const { value: late } = await run(['sh', 'deaf.sh'], { timeout_seconds: 4 });
    expect(late).toMatchObject({
      ...{ timed_out: true, killed_by: 'timeout', limits_reached: ['wall'], returncode: 124, signal: 'SIGKILL' },
      ...{ stdout: 'still here\n', error_code: 'CMD_002' },
    });
    const { value: busy } = await run(['busy', 'cpu.sh']);
    expect(busy).toMatchObject({ success: false, limits_reached: ['cpu'], killed_by: 'processor time limit' });
    expect(Number(busy.cpu_ms)).toBeGreaterThan(500);
  }, 120_000);

  it.each(['sh', 'bare'])(
    'gets rid of a fork bomb (%s)',
    async (command) => {
      const { value } = await run([command, 'bomb.sh'], { timeout_seconds: 6 });
      expect(value.success === true || value.killed_by !== null || value.returncode !== 0).toBe(true);
      if (command === 'sh' && (await hasGroups())) expect(value.limits_reached).toContain('pids');
      expect(living(`:${value.run_id}`)).toEqual([]);
    },
    60_000,
  );

  it.each(['sh', 'bare'])(
    'is not held up by a child that keeps the output open (%s)',
    async (command) => {
      const { value } = await run([command, 'holder.sh']);
      expect(value).toMatchObject({ exit_code: 7, stdout: 'parent\n', timed_out: false });
      expect(living(`:${value.run_id}`)).toEqual([]);
    },
    60_000,
  );

  it.each(['sh', 'bare'])(
    'is not held up by a grandchild in a session of its own (%s)',
    async (command) => {
      const { value } = await run([command, 'daemon.sh']);
      expect(value).toMatchObject({ exit_code: 5, stdout: 'first\n', timed_out: false });
      expect(living(`:${value.run_id}`)).toEqual([]);
    },
    60_000,
  );

  it('gets bytes that are no text as marks, and their true number and hash', async () => {
    const { value } = await run(['sh', 'bytes.sh']);
    const bytes = Buffer.from([0x6f, 0x6b, 0x20, 0xff, 0xfe, 0x80, 0x20, 0xc3]);
    expect(value).toMatchObject({
      ...{ stdout: 'ok \ufffd\ufffd\ufffd \ufffd', stdout_bytes: 8, stderr: '\ufffd', stderr_bytes: 3 },
      stdout_sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  it('gets the ends of 150 MB without a newline, its whole hash, and progress meanwhile, and the host stays small', async () => {
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 50);
    const { value, links } = await run(['sh', 'flood.sh']);
    clearInterval(watch);
    const whole = createHash('sha256');
    for (let n = 0; n < 150; n += 1) whole.update('x'.repeat(1_000_000));
    expect(value).toMatchObject({
      ...{ success: true, stdout_bytes: 150_000_000, stdout_sha256: whole.digest('hex'), stderr: 'end\n' },
      ...{ stdout_truncated: true, stderr_truncated: false },
    });
    expect(String(value.stdout).length).toBeLessThan(400_000);
    expect(links).toEqual([`countersign://runs/${value.run_id}/stdout`]);
    expect((await agent.read(String(links[0]))).length).toBeLessThan(3_000_000);
    expect(peak - before).toBeLessThan(400 * 1024 ** 2);
  }, 180_000);

  it('hears while 10 GB come how it is going, and gets what there is when time is up', async () => {
    const heard: string[] = [];
    const { value } = await run(['sh', 'endless.sh'], { timeout_seconds: 6 }, (message) => heard.push(message));
    expect(value).toMatchObject({ timed_out: true, killed_by: 'timeout', stdout_truncated: true });
    expect(Number(value.stdout_bytes)).toBeGreaterThan(1_000_000);
    expect(value.stdout_sha256).toMatch(/^[0-9a-f]{64}$/u);
    expect(heard.length).toBeGreaterThan(0);
    for (const message of heard) expect(message.length).toBeLessThan(10_000);
  }, 180_000);
});
