import { describe, expect, it } from 'vitest';
import { compileScopes } from './path-scopes.ts';

const scopes = (change: { readonly canonicalBase?: (path: string) => string } = {}) =>
  compileScopes(
    { read: ['~/**', '/srv/**'], write: ['~/**'], blocked: ['**/.env', '/srv/secret/**'] },
    ['/home/anna/.config/countersign', '/elsewhere/policy.yaml'],
    { home: '/home/anna', canonicalBase: (path) => path, platform: 'linux', ...change },
  );

const nothing = { read: false, write: false, blocked: true };

describe('path scopes', () => {
  it('keep reading and writing apart', () => {
    expect(scopes().scopeOf('/home/anna/code')).toEqual({ read: true, write: true, blocked: false });
    expect(scopes().scopeOf('/srv/www')).toEqual({ read: true, write: false, blocked: false });
    expect(scopes().scopeOf('/etc')).toEqual({ read: false, write: false, blocked: false });
  });

  it('let blocked win', () => {
    for (const path of ['/home/anna/.env', '/srv/secret', '/srv/secret/a/b'])
      expect(scopes().scopeOf(path)).toEqual(nothing);
  });

  it('block Countersign’s own folders and the policy, whether they exist or not', () => {
    for (const path of [
      '/home/anna/.config/countersign',
      '/home/anna/.config/countersign/audit/x',
      '/elsewhere/policy.yaml',
    ]) {
      expect(scopes().scopeOf(path)).toEqual(nothing);
    }
    expect(scopes().scopeOf('/home/anna/.config/countersigns')).toEqual({ read: true, write: true, blocked: false });
  });

  it('block them where a link leads, too', () => {
    const linked = scopes({ canonicalBase: (path) => path.replace('/home/anna/.config', '/mnt/config') });
    expect(linked.scopeOf('/mnt/config/countersign/clients.json')).toEqual(nothing);
    expect(linked.scopeOf('/home/anna/.config/countersign/clients.json')).toEqual(nothing);
  });

  it('never let a folder that holds them be written, since whoever moves it moves them', () => {
    for (const path of ['/home/anna/.config', '/home/anna']) {
      expect(scopes().scopeOf(path)).toEqual({ read: true, write: false, blocked: false });
    }
    const all = compileScopes({ read: [], write: ['/**'], blocked: [] }, ['/data'], {
      home: '/',
      canonicalBase: (path) => path,
      platform: 'linux',
    });
    expect(all.scopeOf('/').write).toBe(false);
    expect(all.scopeOf('/other').write).toBe(true);
  });

  it('block keys and what agent programs are told, whatever the lists say and whether they exist or not', () => {
    for (const place of [
      '.ssh',
      '.ssh/id_rsa',
      '.aws/credentials',
      '.npmrc',
      '.claude/settings.json',
      '.cursor/mcp.json',
    ]) {
      expect([place, scopes().scopeOf(`/home/anna/${place}`)]).toEqual([place, nothing]);
    }
    expect(scopes().scopeOf('/home/anna/.sshx')).toEqual({ read: true, write: true, blocked: false });
    expect(scopes().scopeOf('/home/anna/code/.npmrc')).toEqual({ read: true, write: true, blocked: false });
  });

  it('let what other programs act on by themselves be read, never written', () => {
    for (const place of [
      ...['.bashrc', '.config/autostart/x.desktop', 'code/.git/hooks/post-commit', 'code/.git/config'],
      ...['code/.git/modules/lib/config', 'code/.git/modules/a/b/hooks/x', 'code/.vscode/tasks.json', 'code/.mcp.json'],
      ...['code/.claude/settings.json', 'code/deep/.envrc'],
    ]) {
      expect([place, scopes().scopeOf(`/home/anna/${place}`)]).toEqual([
        place,
        { read: true, write: false, blocked: false },
      ]);
    }
    for (const place of ['code/.git/index', 'code/hooks/x', 'code/config', 'code/.gitignore']) {
      expect([place, scopes().scopeOf(`/home/anna/${place}`).write]).toEqual([place, true]);
    }
  });

  it('say their globs with the home folder and every link spelt out', () => {
    const linked = scopes({ canonicalBase: (path) => path.replace(/^\/srv/, '/mnt/srv') });
    expect(linked.globs.read).toEqual(['/home/anna/**', '/mnt/srv/**']);
    expect(linked.globs.blocked).toEqual(
      expect.arrayContaining(['**/.env', '/mnt/srv/secret/**', '/home/anna/.ssh', '/home/anna/.ssh/**']),
    );
  });

  it('block what is no canonical absolute path', () => {
    for (const path of ['', 'code', './code', '/srv/../etc', '/srv/./x', '/srv/..', '/srv/a\0b', '~/code']) {
      expect([path, scopes().scopeOf(path)]).toEqual([path, nothing]);
    }
  });

  it('hold nothing for empty lists', () => {
    const empty = compileScopes({ read: [], write: [], blocked: [] }, [], {
      home: '/h',
      canonicalBase: (path) => path,
      platform: 'linux',
    });
    expect(empty.scopeOf('/')).toEqual({ read: false, write: false, blocked: false });
  });
});
