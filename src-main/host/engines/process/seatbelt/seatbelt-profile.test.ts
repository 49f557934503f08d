/** The profile for macOS, read as macOS reads it: what it opens, what it closes, and that no path can be more than a path in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Confinement } from '#shared/model/index.ts';
import { readProfile } from '../fixtures/read-seatbelt.ts';
import { launchOf } from '../launch.ts';
import { fencedLaunch } from './seatbelt.ts';
import { SYSCTLS, SYSTEM_FOLDERS } from './seatbelt-base.ts';
import { asTheKernelSays, seatbeltProfile } from './seatbelt-profile.ts';

const HOME = '/Users/anna';
const APP = `${HOME}/code/app`;
const SCRATCH = '/private/var/folders/x1/T/countersign-run-a-b';

const confinement: Confinement = {
  ...{ by: 'seatbelt', workspace: APP, system: [...SYSTEM_FOLDERS], readOnly: [`${HOME}/code/lib`], writable: [APP] },
  ...{ hidden: [`${APP}/.env`, `${APP}/deep/down/.ssh`], leftOut: [], user: null },
  ...{ fixed: [`${APP}/.git/config`, `${APP}/.git/hooks`], barred: [`${APP}/.vscode`, `${APP}/sub/.git/hooks`] },
};

const profileOf = (change: Partial<Confinement> = {}, more: { readonly network?: boolean } = {}) =>
  seatbeltProfile({
    ...{ confinement: { ...confinement, ...change }, network: false, cwd: APP, scratch: SCRATCH },
    ...{ resolver: ['/private/var/run/resolv.conf'], ...more },
  });

function asked(profile: ReturnType<typeof seatbeltProfile>) {
  const { allows } = readProfile(profile.text, profile.parameters);
  return {
    allows,
    reads: (path: string) => allows({ operation: 'file-read-data', path }),
    knows: (path: string) => allows({ operation: 'file-read-metadata', path }),
    writes: (path: string) =>
      ['create', 'data', 'unlink'].some((how) => allows({ operation: `file-write-${how}`, path })),
    moves: (path: string) => allows({ operation: 'file-write-unlink', path }),
    runs: (path: string) => allows({ operation: 'process-exec', path }),
  };
}

describe('a profile', () => {
  const { allows, reads, knows, writes, runs } = asked(profileOf());

  it('opens the system and what the plan lists, and lets the workspace alone be changed', () => {
    for (const path of ['/usr/bin/git', '/bin/sh', '/System/Library/x', `${APP}/src/a.ts`, `${HOME}/code/lib/b.ts`]) {
      expect([path, reads(path), runs(path)]).toEqual([path, true, true]);
    }
    for (const path of [`${APP}/src/a.ts`, `${APP}/new/file`, `${SCRATCH}/tmp1`])
      expect([path, writes(path)]).toEqual([path, true]);
    for (const path of ['/usr/bin/git', `${HOME}/code/lib/b.ts`, '/private/etc/hosts', '/']) {
      expect([path, writes(path)]).toEqual([path, false]);
    }
  });

  it.each([
    ...[`${HOME}/.ssh/id_ed25519`, `${HOME}/.aws/credentials`, `${HOME}/.claude/settings.json`, `${HOME}/.netrc`],
    ...[`${HOME}/Library/Application Support/countersign/policy.yaml`, `${HOME}/Library/Keychains/login.keychain-db`],
    ...[
      '/Library/Keychains/System.keychain',
      '/private/var/root/x',
      '/Users/bert/x',
      '/Volumes/disk/x',
      '/private/tmp/x',
    ],
    ...[
      `${HOME}/code/other/x`,
      `${HOME}/code/app-evil/x`,
      `${HOME}/code/ap`,
      '/private/var/db/x',
      '/dev/disk0',
      '/dev/tty',
    ],
  ])('opens nothing of %s', (path) => {
    expect({ reads: reads(path), writes: writes(path), runs: runs(path) }).toEqual({
      reads: false,
      writes: false,
      runs: false,
    });
  });

  it('tells of the folders on the way that they are there, and not what is in them', () => {
    for (const path of ['/Users', HOME, `${HOME}/code`])
      expect([path, knows(path), reads(path)]).toEqual([path, true, false]);
    expect(knows(`${HOME}/Documents`)).toBe(false);
  });

  it('closes what is blocked in the workspace, under its name and below it', () => {
    for (const path of [`${APP}/.env`, `${APP}/deep/down/.ssh`, `${APP}/deep/down/.ssh/key`]) {
      expect([path, reads(path), knows(path), writes(path), runs(path)]).toEqual([path, false, false, false, false]);
    }
    expect(reads(`${APP}/.env.example`)).toBe(true);
  });

  it('lets what other programs act on be read and neither changed nor made', () => {
    for (const path of [`${APP}/.git/config`, `${APP}/.git/hooks/pre-commit`]) {
      expect([path, reads(path), writes(path)]).toEqual([path, true, false]);
    }
    for (const path of [`${APP}/.vscode`, `${APP}/.vscode/tasks.json`, `${APP}/sub/.git/hooks`])
      expect(writes(path)).toBe(false);
    expect(writes(`${APP}/.git/index`)).toBe(true);
  });

  it('ties every folder to its place in which something closed lies, so that no new name opens it', () => {
    const { moves } = asked(profileOf());
    for (const path of [`${APP}/deep`, `${APP}/deep/down`, `${APP}/.git`, `${APP}/sub`, `${APP}/sub/.git`, APP]) {
      expect([path, moves(path)]).toEqual([path, false]);
    }
    for (const path of [`${APP}/src`, `${APP}/deep/other`]) expect([path, moves(path)]).toEqual([path, true]);
  });

  it('reaches no other process, no service that acts for others, no arguments of others', () => {
    expect(allows({ operation: 'signal', name: 'same-sandbox' })).toBe(true);
    for (const name of ['others', 'self', 'pgrp']) expect(allows({ operation: 'signal', name })).toBe(false);
    for (const operation of [
      'appleevent-send',
      'job-creation',
      'lsopen',
      'mach-register',
      'iokit-open',
      'file-link',
      'pseudo-tty',
    ]) {
      expect([operation, allows({ operation, name: 'x' })]).toEqual([operation, false]);
    }
    const services = ['com.apple.SecurityServer', 'com.apple.coreservices.launchservicesd', 'com.apple.pasteboard.1'];
    for (const name of services) expect([name, allows({ operation: 'mach-lookup', name })]).toEqual([name, false]);
    for (const name of ['kern.procargs2', 'kern.proc.all', 'kern.procargs', 'net.routetable']) {
      expect([name, allows({ operation: 'sysctl-read', name })]).toEqual([name, false]);
    }
    expect(SYSCTLS.filter((name) => name.startsWith('kern.proc'))).toEqual([]);
    expect(allows({ operation: 'file-write-setugid', path: `${APP}/tool` })).toBe(false);
  });

  it('opens devices alone that hold nothing', () => {
    expect(allows({ operation: 'file-write-data', path: '/dev/null', device: true })).toBe(true);
    expect(allows({ operation: 'file-write-data', path: '/dev/null' })).toBe(false);
    for (const path of ['/dev/disk0', '/dev/tty', '/dev/ttys001', '/dev/mem']) {
      expect(allows({ operation: 'file-read-data', path, device: true })).toBe(false);
    }
  });

  it('has a network where the plan says so, and else not even a socket', () => {
    const network = ['network-outbound', 'network-inbound', 'network-bind', 'system-socket'];
    for (const operation of network) expect([operation, allows({ operation })]).toEqual([operation, false]);
    expect(reads('/private/var/run/resolv.conf')).toBe(false);
    const open = asked(profileOf({}, { network: true }));
    for (const operation of network) expect([operation, open.allows({ operation })]).toEqual([operation, true]);
    expect(open.reads('/private/var/run/resolv.conf')).toBe(true);
    // Sockets of the machine’s own programs are files, and stay closed but for the one that looks names up.
    for (const path of ['/private/var/run/docker.sock', `${APP}/x.sock`, `${HOME}/.docker/run/docker.sock`]) {
      expect([path, open.allows({ operation: 'network-outbound', path })]).toEqual([path, false]);
    }
  });

  it('under strict lets nothing be changed but its folder for temporary files', () => {
    const strict = asked(profileOf({ writable: [], readOnly: [APP], fixed: [], barred: [] }));
    expect([strict.reads(`${APP}/a`), strict.writes(`${APP}/a`), strict.writes(`${SCRATCH}/a`)]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('a path in a profile', () => {
  it('has the name that the kernel has for it, where the top of the tree is a link', () => {
    const cases = {
      '/tmp/x': '/private/tmp/x',
      '/var': '/private/var',
      '/etc/hosts': '/private/etc/hosts',
      '/tmpfoo': '/tmpfoo',
    };
    for (const [path, real] of Object.entries(cases)) expect(asTheKernelSays(path)).toBe(real);
    expect(asTheKernelSays('/private/tmp/x')).toBe('/private/tmp/x');
    const { reads, writes } = asked(
      profileOf({ writable: ['/tmp/work'], hidden: ['/tmp/work/.env'], fixed: [], barred: [] }),
    );
    expect([writes('/private/tmp/work/a'), reads('/private/tmp/work/.env')]).toEqual([true, false]);
  });

  const ODD = [
    'quote" ) (allow default) (literal "',
    'back\\slash\\',
    'new\nline\n(allow file-read*)',
    '(allow default)',
    '; comment',
    '#t',
    "it's $(x) `y` %s",
    'é\u0301 \u202e ﷽',
    '=-D P0=/',
  ];

  it.each(ODD)('is nothing but a path: %j', (odd) => {
    const workspace = `/Users/anna/${odd}/app`;
    const { text, parameters } = profileOf({
      writable: [workspace],
      hidden: [`${workspace}/.env`],
      fixed: [],
      barred: [],
    });
    expect(text).toMatch(/^[\x20-\x7e\n]*$/u);
    expect(text).not.toContain(odd);
    expect([...parameters.values()]).toContain(workspace);
    const { reads, writes } = asked({ text, parameters });
    expect([writes(`${workspace}/a`), reads(`${workspace}/.env`), reads('/Users/anna/.ssh/id')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('never changes the text of the profile, whatever it says', () => {
    const plain = profileOf({ writable: ['/w/a'], hidden: ['/w/a/b'], fixed: [], barred: [] }).text;
    const name = fc
      .string({ minLength: 1, maxLength: 30, unit: 'binary' })
      .map((text) => text.replaceAll('/', '_').replaceAll('\0', '_'));
    fc.assert(
      fc.property(name, name, (first, second) => {
        const { text } = profileOf({
          writable: [`/w/${first}`],
          hidden: [`/w/${first}/${second}`],
          fixed: [],
          barred: [],
        });
        expect(text).toBe(plain);
      }),
    );
  });
});

describe('what is started', () => {
  const plan = { executable: { path: '/usr/bin/git' }, cwd: { path: APP }, env: { HOME, TMPDIR: '/tmp' } };
  const launched = (argv: readonly string[]) =>
    fencedLaunch(
      launchOf({ ...plan, argv } as unknown as Parameters<typeof launchOf>[0], 'own:run'),
      profileOf(),
      SCRATCH,
    );

  it('is sandbox-exec with the paths, the profile, and then the plan’s own vector, byte for byte', () => {
    const argv = ['/usr/bin/git', '-p', '(version 1)(allow default)', '-D', 'P0=/', '--', ''];
    const { file, args, env, cwd } = launched(argv);
    expect(file).toBe('/usr/bin/sandbox-exec');
    const at = args.indexOf('-p');
    expect(
      args
        .slice(0, at)
        .filter((_, index) => index % 2 === 0)
        .every((flag) => flag === '-D'),
    ).toBe(true);
    expect(args[at + 1]).toBe(profileOf().text);
    expect(args.slice(at + 2)).toEqual(['/usr/bin/git', ...argv.slice(1)]);
    expect(env).toMatchObject({ HOME, TMPDIR: `${SCRATCH}/`, COUNTERSIGN_RUN: 'own:run' });
    expect(cwd).toBe(APP);
  });

  it('gets the name that the plan has for it', () => {
    const { args } = launched(['git', 'status']);
    expect(args.slice(args.indexOf('-p') + 2)).toEqual([
      ...['/usr/bin/perl', '-C0', '-e', 'my $file = shift; exec { $file } @ARGV; exit 126'],
      ...['/usr/bin/git', 'git', 'status'],
    ]);
  });
});
