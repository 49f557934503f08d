/** Containers that stand ready are as safe as others: made and checked alike, used once, and given up when what they were made for is over. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MemoryRun } from '../process/fixtures/stage.ts';
import { describeWithEngine, docker, isPodman, type Stage, setStage } from './fixtures/stage.ts';
import { USUAL_WARM } from './warm/warm-pool.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await setStage(undefined, { ...USUAL_WARM, most: 3, mostOfAKind: 2 });
});
afterEach(async () => {
  expect(await stage.clear()).toEqual([]);
});

async function untilReady(count: number): Promise<void> {
  while (stage.engine.warm() < count) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Behind the engine's back where it is Podman, whose word about it is not what counts. */
async function giveMoreMemory(id: string, pid: number): Promise<void> {
  const more = 256 << 20;
  if (!isPodman) return void (await docker.getContainer(id).update({ Memory: more, MemorySwap: more }));
  const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8');
  const first = /^\d+:memory:(.*)$/m.exec(groups)?.[1];
  const folder =
    first === undefined ? `/sys/fs/cgroup${/^0::(.*)$/m.exec(groups)?.[1]}` : `/sys/fs/cgroup/memory${first}`;
  const files = first === undefined ? ['memory.max'] : ['memory.memsw.limit_in_bytes', 'memory.limit_in_bytes'];
  for (const file of files) await writeFile(join(folder, file), `${more}`);
}

const ours = () => docker.listContainers({ all: true, filters: { label: [`countersign.owner=${stage.owner}`] } });
const namesOf = async () => (await ours()).map(({ Names }) => Names[0] ?? '');

describeWithEngine('a container that stands ready', { timeout: 60_000 }, () => {
  it('is used once, by one run, and another takes its place', async () => {
    const first = await stage.python(
      'open("/tmp/secret", "w").write("x"); open("/work/more", "w").write("x"); print("one")',
    );
    expect(first.run.text.stdout).toBe('one\n');
    await untilReady(2);
    const before = (await namesOf()).filter((name) => name.includes('-warm-'));
    for (const word of ['two', 'three']) {
      const { run, end } = await stage.python(
        `import os\nprint("${word}", os.listdir("/tmp"), os.listdir("/work"), sorted(os.environ), os.getppid())`,
        { env: { WORD: word, PATH: '/usr/bin' } },
      );
      expect(run.text.stdout).toMatch(new RegExp(`^${word} \\[\\] \\['main.py'\\] \\['LC_CTYPE', 'PATH', 'WORD'\\]`));
      expect(end.usage?.held).toContainEqual({ limit: 'pids', value: 32, by: 'engine' });
    }
    await untilReady(2);
    const after = (await namesOf()).filter((name) => name.includes('-warm-'));
    expect(after.filter((name) => before.includes(name))).toEqual([]);
  });

  it('is taken by no run of another shape', async () => {
    await stage.python('pass');
    await untilReady(2);
    const { run } = await stage.python(
      'print([line.split()[3:5] for line in open("/proc/self/limits") if line.startswith("Max open files")])',
      {
        limits: { openFiles: 77 },
      },
    );
    expect(run.text.stdout).toBe(`[['77', '77']]\n`);
    const other = await stage.python('import os\nprint(os.getuid())', { user: '1234:1234' });
    expect(other.run.text.stdout).toBe('1234\n');
    expect((await ours()).length).toBeLessThanOrEqual(3 + 2);
  });

  it('is not used once the engine says something else of it', async () => {
    await stage.python('pass');
    await untilReady(2);
    for (const { Id } of await ours()) {
      // The one that ran may be gone between the look and this.
      const found = await docker
        .getContainer(Id)
        .inspect()
        .catch(() => null);
      if (found?.Name.includes('-warm-') === true) await giveMoreMemory(Id, found.State.Pid);
    }
    const { run } = await stage.python('print("fine")');
    expect(run.text.stdout).toBe('fine\n');
  });

  it('is not used once it was ended from outside', async () => {
    await stage.python('pass');
    await untilReady(2);
    for (const { Id } of await ours())
      await docker
        .getContainer(Id)
        .kill()
        .catch(() => undefined);
    const { run } = await stage.python('print("fine")');
    expect(run.text.stdout).toBe('fine\n');
  });

  it('is gone when the pool is drained, and so is one that is being made', async () => {
    await stage.python('pass');
    await stage.engine.drain();
    expect(stage.engine.warm()).toBe(0);
    for (let left = await namesOf(); left.some((name) => name.includes('-warm-')); left = await namesOf());
    await stage.python('pass');
    await untilReady(2);
    await stage.engine.drain();
    expect((await namesOf()).filter((name) => name.includes('-warm-'))).toEqual([]);
  });

  it('reaches its plan’s target like any other', async () => {
    const { createServer } = await import('node:net');
    const server = createServer((socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const source = `import socket\nprint(socket.create_connection(("service.example", ${port})).recv(9))`;
    const egress = [{ host: 'service.example', port, protocol: 'tcp' as const, addresses: ['127.0.0.1'] }];
    for (let times = 0; times < 2; times += 1) {
      if (times === 1) await untilReady(2);
      const { run } = await stage.python(source, { egress });
      expect(run.text).toEqual({ stdout: `b'hello'\n`, stderr: '' });
    }
    server.close();
  });
});

describeWithEngine('twenty runs at once', { timeout: 60_000 }, () => {
  it('each keep to themselves and to their limits', { timeout: 120_000 }, async () => {
    const runs = Array.from({ length: 20 }, (_, at) =>
      stage.python(
        `import os, time\nopen("/tmp/mine", "w").write("${at}")\ntime.sleep(0.3)\nprint(open("/tmp/mine").read(), len(os.listdir("/proc/self/fd")), sum(each.isdigit() for each in os.listdir("/proc")))`,
        {},
        { run: new MemoryRun() },
      ),
    );
    const ended = await Promise.all(runs);
    expect(ended.map(({ run }) => run.text.stdout)).toEqual(ended.map((_, at) => `${at} 4 3\n`));
    expect(ended.every(({ end }) => end.exit_code === 0)).toBe(true);
  });
});
