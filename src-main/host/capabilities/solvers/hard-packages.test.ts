/** Packages and programs that take too much, and two that are the same, through the whole road: each ends, is told apart and leaves nothing. */
import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { order, solverStage, unhashed, withEngine } from './testing/solver-stage.ts';

const stage = solverStage();

withEngine('a solver', { timeout: 120_000 }, () => {
  it('that fills every place it may write to is told that it is full, and hands back what it printed', async () => {
    const source = `import errno, os
for place in ".", "/tmp":
    written = 0
    try:
        with open(place + "/fill", "wb", buffering=0) as f:
            while written < 1 << 34: written += f.write(bytes(1 << 20))
        print(place, "takes all")
    except OSError as e:
        print(place, errno.errorcode[e.errno])
    try: os.remove(place + "/fill")
    except OSError: pass
`;
    const value = await stage.run(source);
    expect(value).toMatchObject({ ok: true, exit_code: 0 });
    expect(
      String(value.stdout)
        .split('\n')
        .filter((line) => !line.endsWith('ENOSPC')),
    ).toEqual(['']);
  });

  it('that unpacks a bomb is ended at its memory limit, and the run says so', async () => {
    const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024)).toString('base64');
    const source = `import zlib
once = zlib.decompress(open("bomb", "rb").read())
print(len(once), flush=True)
many = [once]
while True: many.append(bytes(once))
`;
    const files = [
      { path: 'solve.py', content: source },
      { path: 'bomb', encoding: 'base64', content: bomb },
    ];
    const value = await stage.run(source, { ...unhashed, files });
    expect(value).toMatchObject({ ok: false, ended: 'signalled', stdout: '67108864\n' });
    expect(value.log_summary).toContainEqual(expect.stringContaining('It reached its memory limit'));
  });

  it('with ten thousand files is refused before anything is made of it', async () => {
    const files = Array.from({ length: 9_999 }, (_, at) => ({ path: `f${at}`, content: '' }));
    const value = await stage.run('print(1)', { ...unhashed, files: [...files, { path: 'solve.py', content: '' }] });
    expect(value).toMatchObject({ code: 'REQUEST_INVALID', error_code: 'SCHEMA_INVALID' });
    expect(value.message).toContain('10000 files, and at most 200');
  });

  it('that leaves ten thousand files has a thousand of them taken, and hears that there were more', async () => {
    const source = `import os
os.makedirs("out")
for at in range(10_000): open(f"out/{at}", "w").write("x")
print("left")
`;
    const value = await stage.run(source);
    expect(value).toMatchObject({ ok: true, stdout: 'left\n' });
    expect(value.outputs).toHaveLength(1000);
    expect(value.log_summary).toContainEqual(expect.stringContaining('more than 1000 things were left'));
  });

  it('that is asked for twice at once runs twice, each by itself', async () => {
    const source = `import os, time
assert not os.path.exists("mark"); open("mark", "w").close()
time.sleep(1); print(len([each for each in os.listdir() if each == "mark"]))
`;
    const both = await Promise.all([1, 2].map(() => stage.agent.call('run_solver_fallback', order(source))));
    expect(both.map(({ value }) => value)).toMatchObject([
      { ok: true, stdout: '1\n' },
      { ok: true, stdout: '1\n' },
    ]);
    expect(new Set(both.map(({ value }) => value.run_id)).size).toBe(2);
  });
});
