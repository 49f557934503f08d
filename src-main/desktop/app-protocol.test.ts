import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAppRequest, checkRenderer, registerAppScheme } from './app-protocol.ts';
import { fakeElectron } from './testing/fake-electron.ts';

let folder: string;
let rendererDir: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cs-protocol-'));
  rendererDir = join(folder, 'renderer');
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html>');
  writeFileSync(join(rendererDir, 'assets', 'index-B1_x.js'), 'export {};');
  writeFileSync(join(rendererDir, 'assets', 'notes.txt'), 'not for pages');
  writeFileSync(join(folder, 'secret.json'), '"outside"');
  symlinkSync(join(folder, 'secret.json'), join(rendererDir, 'assets', 'link.json'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (url: string, method = 'GET'): Promise<Response> => answerAppRequest({ url, method }, rendererDir);

describe('the app protocol', () => {
  it('serves the page and its assets by their types', async () => {
    const page = await get('app://countersign/');
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<!doctype html>',
    ]);
    const script = await get('app://countersign/assets/index-B1_x.js?v=1#x');
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  });

  it('serves the page for every place in the app', async () => {
    const page = await get('app://countersign/approvals/apr_0123');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });

  it.each([
    'app://countersign/../secret.json',
    'app://countersign/%2e%2e/secret.json',
    'app://countersign/assets/..%2f..%2fsecret.json',
    'app://countersign/assets/%2e%2e%2f%2e%2e%2fsecret.json',
    'app://countersign/..%5csecret.json',
    'app://countersign/assets/..%5c..%5csecret.json',
    'app://countersign//etc/passwd.json',
    'app://countersign/%00/secret.json',
    'app://countersign/assets/link.json',
    'app://countersign/assets/index-B1_x.js%00.html',
    'app://countersign/assets/%E0%A4%A',
    'app://countersign/.hidden.json',
    'app://countersign/assets/missing.js',
    'app://countersign/assets/notes.txt',
    'app://elsewhere/index.html',
    'app://evil@countersign/index.html',
    'https://countersign/index.html',
    'nonsense',
  ])('has nothing at %s', async (url) => {
    const answer = await get(url);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toBe('');
  });

  it.each(['POST', 'PUT', 'HEAD', 'OPTIONS'])('does not answer %s', async (method) => {
    expect((await get('app://countersign/', method)).status).toBe(405);
  });

  it('sends a strict content security policy with every answer, refusals included', async () => {
    for (const url of [
      'app://countersign/',
      'app://countersign/assets/index-B1_x.js',
      'app://countersign/nothing.js',
    ]) {
      const policy = (await get(url)).headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect((await get(url)).headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('makes app: a secure standard origin without further privileges', () => {
    const fake = fakeElectron();
    registerAppScheme(fake.parts.protocol);
    expect(fake.schemes).toHaveLength(1);
    const granted = Object.entries(fake.schemes[0]?.privileges ?? {}).flatMap(([name, on]) => (on ? [name] : []));
    expect([fake.schemes[0]?.scheme, granted.sort()]).toEqual([
      'app',
      ['codeCache', 'corsEnabled', 'secure', 'standard', 'supportFetchAPI'],
    ]);
  });

  it('says what to do when the interface was not built', async () => {
    await expect(checkRenderer(rendererDir)).resolves.toBeUndefined();
    await expect(checkRenderer(folder)).rejects.toThrow(/no index\.html .*npm run build/);
  });
});
