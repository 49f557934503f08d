import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

function sourcesUnder(folder: string): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }))
    .filter(({ path }) => !path.includes('/desktop/testing/'));
}

const sources = ['src-main', 'src-shared', 'src-renderer'].flatMap(sourcesUnder);
const filesWith = (pattern: RegExp): string[] =>
  sources.flatMap(({ path, text }) => (pattern.test(text) ? [path] : []));

describe('Electron', () => {
  it('is imported in desktop/ and preload/ alone', () => {
    const importers = filesWith(/(?:from|import|require)\s*\(?\s*['"]electron(?:\/\w+|-store)?['"]/);
    expect(importers).not.toEqual([]);
    expect(importers.filter((path) => !/^src-main\/(desktop|preload)\//.test(path))).toEqual([]);
  });

  it('has its entry imported by nobody', () => {
    expect(filesWith(/from ['"][^'"]*\/(?:desktop|start-desktop|open-desktop)\.ts['"]/).sort()).toEqual([
      'src-main/desktop/desktop.ts',
      'src-main/desktop/start-desktop.ts',
    ]);
  });

  it('has raw IPC in the mount and the preload script alone', () => {
    expect(
      filesWith(/\bipcMain\.\w+\(|\.(?:webContents|contents|mainFrame)\.(?:send|postMessage)\(|\bcontents\.send\(/),
    ).toEqual(['src-main/desktop/ipc-mount.ts']);
    expect(filesWith(/\b(?:ipcRenderer|contextBridge)\b/)).toEqual(['src-main/preload/preload.ts']);
  });
});
