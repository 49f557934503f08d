import { describe, expect, it } from 'vitest';
import { chooseDataDir, type DataDirClues } from './data-dir.ts';
import { WrongUsage } from './usage.ts';

const clues = (change: Partial<DataDirClues>): DataDirClues => ({
  ...{ flag: undefined, env: {}, platform: 'linux', homeDir: '/home/anna', cwd: '/srv' },
  ...change,
});

describe('chooseDataDir', () => {
  it('takes the flag before the variable before the platform’s place', () => {
    const env = { COUNTERSIGN_DATA_DIR: '/from/variable', XDG_DATA_HOME: '/xdg' };
    expect(chooseDataDir(clues({ flag: '/from/flag', env }))).toBe('/from/flag');
    expect(chooseDataDir(clues({ env }))).toBe('/from/variable');
    expect(chooseDataDir(clues({ env: { XDG_DATA_HOME: '/xdg' } }))).toBe('/xdg/countersign');
  });

  it('makes a relative folder absolute', () => {
    expect(chooseDataDir(clues({ flag: 'data' }))).toBe('/srv/data');
    expect(chooseDataDir(clues({ env: { COUNTERSIGN_DATA_DIR: '../data' } }))).toBe('/data');
  });

  it('knows each platform’s place', () => {
    expect(chooseDataDir(clues({}))).toBe('/home/anna/.local/share/countersign');
    expect(chooseDataDir(clues({ env: { XDG_DATA_HOME: 'relative' } }))).toBe('/home/anna/.local/share/countersign');
    expect(chooseDataDir(clues({ platform: 'darwin' }))).toBe('/home/anna/Library/Application Support/countersign');
    const windows = clues({ platform: 'win32', homeDir: 'C:\\Users\\anna', cwd: 'C:\\' });
    expect(chooseDataDir(windows)).toBe('C:\\Users\\anna\\AppData\\Roaming\\countersign');
    expect(chooseDataDir({ ...windows, env: { APPDATA: 'D:\\Data' } })).toBe('D:\\Data\\countersign');
  });

  it('takes an empty variable for none and an empty flag for a mistake', () => {
    expect(chooseDataDir(clues({ env: { COUNTERSIGN_DATA_DIR: '' } }))).toBe('/home/anna/.local/share/countersign');
    expect(() => chooseDataDir(clues({ flag: '' }))).toThrow(WrongUsage);
  });
});
