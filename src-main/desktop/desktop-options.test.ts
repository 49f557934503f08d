import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDesktopOptions } from './desktop-options.ts';

const read = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  readDesktopOptions(args, env, '/home/anna/.local/share/countersign');

describe('readDesktopOptions', () => {
  it('has the documented defaults', () => {
    expect(read(['/app'])).toEqual({
      dataDir: '/home/anna/.local/share/countersign',
      port: 7717,
      policyFile: undefined,
      json: false,
    });
  });

  it('takes flags over environment', () => {
    const env = {
      COUNTERSIGN_DATA_DIR: '/env',
      COUNTERSIGN_PORT: '1',
      COUNTERSIGN_POLICY: '/env.yaml',
      COUNTERSIGN_JSON: '1',
    };
    expect(read(['/app'], env)).toEqual({ dataDir: '/env', port: 1, policyFile: '/env.yaml', json: true });
    const args = ['/app', '--data-dir', '/flag', '--port=0', '--policy', 'p.yaml', '--json'];
    expect(read(args, env)).toEqual({ dataDir: '/flag', port: 0, policyFile: resolve('p.yaml'), json: true });
  });

  it("is not confused by Chromium's own flags", () => {
    expect(read(['--no-sandbox', '/app', '--ozone-platform=wayland', '--inspect', '--port', '8000']).port).toBe(8000);
  });

  it.each([['--port', '65536'], ['--port', '-1'], ['--port', '80x'], ['--port', ''], ['--port'], ['--data-dir']])(
    'refuses %s %s with a sentence',
    (...args) => {
      expect(() => read(args)).toThrow(/expected|needs a value/);
    },
  );
});
