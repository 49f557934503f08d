import { describe, expect, it } from 'vitest';
import type { FileInput } from '../solver-input.ts';
import { checkPaths } from './check-paths.ts';
import { checkValidated } from './check-validated.ts';
import { decodeFiles } from './decode-files.ts';
import { packageHash, sha256Of } from './package-hash.ts';

const refusal = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'not refused';
};

describe('a path of a package', () => {
  it.each(['solve.py', 'lib/rsa.py', 'a b.txt', '.hidden', '-c', '日本/ä.py', 'a/b/c/d/e/f/g/h/i/j'])(
    'may be %s',
    (path) => {
      expect(refusal(() => checkPaths([path]))).toBe('not refused');
    },
  );

  it.each([
    '',
    '/etc/passwd',
    '//x',
    '../x',
    'a/../x',
    'a/..',
    './x',
    'a//b',
    'a/',
    '.',
    '..',
    'a\\b',
    '..\\x',
    'C:x',
    'a:b',
    'a\0b',
    'a\nb',
    'a\u202eb',
    'a\u200bb',
    '\ud800',
    ' a',
    'a ',
    'a/ /b',
    'a/b/c/d/e/f/g/h/i/j/k',
    'x'.repeat(201),
    'ä'.repeat(60),
    'out',
    'out/flag',
    'OUT/flag',
    'ＯＵＴ/x',
  ])('is not %j', (path) => {
    expect(refusal(() => checkPaths([path]))).toContain('cannot be used');
  });

  it.each([
    ['solve.py', 'solve.py'],
    ['solve.py', 'SOLVE.py'],
    ['straße', 'STRASSE'],
    ['Å.py', '\u212b.py'],
    ['ﬁle', 'file'],
    ['a', 'a/b'],
    ['A/b', 'a'],
    ['lib/x/y', 'LIB/x'],
  ])('%s cannot stand beside %s', (one, other) => {
    expect(refusal(() => checkPaths([one, other]))).toMatch(/twice|in a folder of that name/u);
    expect(refusal(() => checkPaths([other, one]))).toMatch(/twice|in a folder of that name/u);
  });
});

const terms = { bytes: 50, fileBytes: 30, files: 3 };
const artifact = async (): Promise<Uint8Array> => Buffer.from('an artifact');
const decode = (...files: readonly Partial<FileInput>[]) =>
  decodeFiles(
    files.map((file, at) => ({ path: `f${at}`, encoding: 'text', ...file })),
    terms,
    artifact,
  );

describe('the files of a package', () => {
  it('come as text, base64 and artifacts', async () => {
    const files = await decode(
      { content: 'ä\n' },
      { encoding: 'base64', content: '/wAB' },
      { encoding: 'artifact', artifact_id: 'art_x' },
    );
    expect(files.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual([
      'c3a40a',
      'ff0001',
      Buffer.from('an artifact').toString('hex'),
    ]);
  });

  it.each(['/wA', '/wAB\n', ' /wAB', '/wAB=', '_wAB', 'YQ=', 'YR==', 'a$b=', '%%%%', 'YQ==YQ=='])(
    'are not hostile base64: %j',
    async (content) => {
      await expect(decode({ encoding: 'base64', content })).rejects.toThrow('not base64 in its plain form');
    },
  );

  it('are not text with half a character', async () => {
    await expect(decode({ content: 'a\ud800b' })).rejects.toThrow('not valid Unicode');
  });

  it.each(['gzip', 'utf-16', 'TEXT', '', 'base64\0', 'file'])('are in no encoding such as %j', async (encoding) => {
    await expect(decode({ encoding, content: 'x' })).rejects.toMatchObject({ refusal: { code: 'ENCODING_UNKNOWN' } });
  });

  it('have either content or an artifact', async () => {
    await expect(decode({})).rejects.toThrow('needs content');
    await expect(decode({ content: 'x', artifact_id: 'art_x' })).rejects.toThrow('no artifact_id');
    await expect(decode({ encoding: 'artifact' })).rejects.toThrow('artifact_id was expected');
    await expect(decode({ encoding: 'artifact', artifact_id: 'art_x', content: 'x' })).rejects.toThrow('no content');
  });

  it('are as large as the policy says and no larger, one by one, together, and in number', async () => {
    await decode({ content: 'x'.repeat(30) }, { content: 'x'.repeat(20) });
    await expect(decode({ content: 'x'.repeat(31) })).rejects.toThrow('The file “f0” is larger than 30 B');
    await expect(decode({ content: 'ä'.repeat(16) })).rejects.toThrow('larger than 30 B');
    await expect(decode({ content: 'x'.repeat(30) }, { content: 'x'.repeat(21) })).rejects.toThrow(
      'The package is larger than 50 B',
    );
    await expect(decode({ encoding: 'base64', content: Buffer.alloc(31).toString('base64') })).rejects.toThrow(
      'larger',
    );
    await expect(decode({ content: '' }, { content: '' }, { content: '' }, { content: '' })).rejects.toThrow(
      '4 files, and at most 3',
    );
  });
});

describe('the hash of a package', () => {
  const files = (...entries: readonly (readonly [string, string])[]) =>
    entries.map(([path, text]) => ({ path, sha256: sha256Of(text) }));

  it('is what sha256sum says of its files, hashed', () => {
    const lines = `${sha256Of('2')}  a.py\n${sha256Of('1')}  b.py\n`;
    expect(packageHash(files(['b.py', '1'], ['a.py', '2']))).toBe(sha256Of(lines));
  });

  it('tells apart packages that differ in a byte, a name or a place', () => {
    const hashes = [
      files(['a', 'x']),
      files(['a', 'y']),
      files(['b', 'x']),
      files(['a', 'x'], ['b', 'x']),
      files(['a', 'x'], ['c/b', 'x']),
    ].map(packageHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('N2: the hash that an agent says it validated', () => {
  const [one, two] = [
    { path: 'solve.py', sha256: sha256Of('x') },
    { path: 'lib.py', sha256: sha256Of('y') },
  ];
  const whole = packageHash([one, two]);
  const check = (claimedHash: string | null, claimIsOlder = false, files = [one, two]) =>
    checkValidated({ claimedHash, claimIsOlder, entrypoint: 'solve.py' }, packageHash(files), files);

  it('covers the package, the entry point, or nothing where none is named', () => {
    expect(check(whole).covers).toBe('package');
    expect(check(whole.toUpperCase()).covers).toBe('package');
    expect(check(`sha256:${whole}`).covers).toBe('package');
    expect(check(one.sha256).covers).toBe('entrypoint');
    expect(check(one.sha256, false, [one]).covers).toBe('package');
    expect(check(null)).toEqual({ claimed: null, covers: 'nothing' });
  });

  it('is refused when it is another package’s', () => {
    expect(refusal(() => check(sha256Of('something else')))).toContain('What came is not what was validated');
    expect(refusal(() => check(two.sha256))).toContain('What came is not what was validated');
    expect(refusal(() => check('yes'))).toContain('not a SHA-256');
    expect(refusal(() => check(''))).toContain('not a SHA-256');
  });

  it('may belong to the package of the run that is run once more, and then covers nothing', () => {
    expect(check(sha256Of('the old one'), true)).toEqual({ claimed: sha256Of('the old one'), covers: 'nothing' });
    expect(check(whole, true).covers).toBe('package');
  });
});
