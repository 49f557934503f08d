/** The runner images that were built here, in use: what they promise is there, in the version that they wrote down. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithEngine, MEBIBYTE, type Stage, setStage } from './fixtures/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(async () => {
  expect(await stage.clear()).toEqual([]);
});

/** For each, a program that prints a name and a version a line; and the packages that should have exactly these. */
const promises: Readonly<Record<string, { readonly source: string; readonly packages: readonly string[] }>> = {
  python: {
    source:
      'import Crypto, gmpy2, requests, sympy, z3\nprint("python3-pycryptodome", Crypto.__version__)\nprint("python3-gmpy2", gmpy2.version())\nprint("python3-requests", requests.__version__)\nprint("python3-sympy", sympy.__version__)\nprint("python3-z3", z3.get_version_string())',
    packages: ['python3-pycryptodome', 'python3-gmpy2', 'python3-requests', 'python3-sympy', 'python3-z3'],
  },
  pwn: {
    source:
      'import subprocess\nfrom pwn import p32, version\nassert p32(1) == b"\\x01\\0\\0\\0"\nprint("python3-pwntools", version)\nprint("gdb", subprocess.run(["gdb", "--version"], capture_output=True, text=True).stdout.split("\\n")[0].split()[-1])',
    packages: ['python3-pwntools', 'gdb'],
  },
  forensics: {
    source:
      'import subprocess\nrun = lambda *argv: subprocess.run(argv, capture_output=True, text=True).stdout\nprint("tshark", run("tshark", "--version").split()[2].rstrip("."))\nprint("yara", run("yara", "--version").strip())\nprint("libimage-exiftool-perl", run("exiftool", "-ver").strip())',
    packages: ['tshark', 'yara', 'libimage-exiftool-perl'],
  },
  sage: {
    source:
      'import subprocess\nprint("sagemath", subprocess.run(["sage", "--version"], capture_output=True, text=True).stdout.split()[2].rstrip(","))',
    packages: ['sagemath'],
  },
};

describeWithEngine('a runner image', () => {
  it.each(Object.entries(promises))(
    '“%s” has what it promises, in the versions that it wrote down',
    async (name, { source, packages }) => {
      const tag = `countersign/runner-${name}:local`;
      const rows = await stage.engine.images.list();
      const isHere = rows.some((row) => row.tag === tag && row.id !== null);
      // Sage is several gigabytes; the others are built by `npm test` before this.
      if (!isHere && (name === 'sage' || process.env.CI !== 'true')) {
        console.warn(`${tag} is not built here, so it was not tried`);
        return;
      }
      const image = await stage.engine.pinImage(tag);
      const { run, end } = await stage.python(
        `${source}\nprint("--")\nprint(open("/usr/share/countersign-packages").read())`,
        {
          ...{
            image,
            user: '1000:1000',
            scratchBytes: 128 * MEBIBYTE,
            env: { PATH: '/usr/bin:/bin', HOME: '/tmp', PWNLIB_NOTERM: '1' },
          },
          limits: { memoryBytes: 1024 * MEBIBYTE, pids: 64 },
        },
      );
      expect(`${end.exit_code} ${run.text.stderr}`).toMatch(/^0 /);
      const [said = '', written = ''] = run.text.stdout.split('--\n');
      const versions = new Map(
        said
          .trim()
          .split('\n')
          .map((line) => line.split(' ') as [string, string]),
      );
      for (const each of packages) {
        const installed = new RegExp(`^${each} (?:\\d+:)?(\\S+)`, 'm').exec(written)?.[1] ?? 'nothing';
        expect(
          installed.startsWith(versions.get(each) ?? 'none'),
          `${each}: ${versions.get(each)} of ${installed}`,
        ).toBe(true);
      }
    },
    60_000,
  );
});
