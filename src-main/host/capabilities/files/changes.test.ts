/** Replacing, making, moving, deleting and searching, on real files. */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileAgent, openFileAgent } from './testing/file-agent.ts';

let files: FileAgent;
let at: FileAgent['at'];
beforeEach(async () => {
  files = await openFileAgent();
  ({ at } = files);
});
afterEach(() => files.close());

describe('replace_in_file', () => {
  it('replaces exactly as often as was expected', async () => {
    writeFileSync(at('a.ts'), 'let a = 1;\nlet b = 1;\n');
    const wrong = await files.value('replace_in_file', { path: at('a.ts'), old_text: '= 1', new_text: '= 2' });
    expect(wrong).toMatchObject({ code: 'FILE_CHANGED' });
    expect(wrong.message).toContain('stands there 2 times');
    const right = await files.value('replace_in_file', {
      path: at('a.ts'),
      old_text: '= 1',
      new_text: '= 2',
      expected_count: 2,
    });
    expect(right).toMatchObject({ success: true, lines_added: 2, lines_removed: 2 });
    expect(readFileSync(at('a.ts'), 'utf8')).toBe('let a = 2;\nlet b = 2;\n');
  });

  it('takes neither binary files nor a change that changes nothing', async () => {
    writeFileSync(at('a.bin'), Buffer.from([0, 1, 2]));
    expect(await files.value('replace_in_file', { path: at('a.bin'), old_text: 'a', new_text: 'b' })).toMatchObject({
      code: 'FILE_UNUSABLE',
    });
    expect(await files.value('replace_in_file', { path: at('a.bin'), old_text: 'a', new_text: 'a' })).toMatchObject({
      code: 'BAD_INPUT',
    });
    expect(await files.value('replace_in_file', { path: at('none'), old_text: 'a', new_text: 'b' })).toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });

  it('says what keeps a passage from being found that seems to be there', async () => {
    const hint = async (text: string, old_text: string): Promise<unknown> => {
      writeFileSync(at('a.ts'), text);
      return (await files.value('replace_in_file', { path: at('a.ts'), old_text, new_text: '-' })).hint;
    };
    expect(await hint('a\r\nb\r\n', 'a\nb')).toContain('lines end in CRLF');
    expect(await hint('a\nb\n', 'a\r\nb')).toContain('lines end in LF');
    expect(await hint('if (x) {\n\ty();\n}', 'if (x) {\n    y();\n}')).toContain('other spaces, tabs or line breaks');
    expect(await hint('a', 'b')).toBe('Read it again and make the change from what it holds now.');
  });

  it('puts dollar signs where they stand', async () => {
    writeFileSync(at('a'), 'x');
    await files.value('replace_in_file', { path: at('a'), old_text: 'x', new_text: "$& $1 $' $$" });
    expect(readFileSync(at('a'), 'utf8')).toBe("$& $1 $' $$");
  });
});

describe('make_directory', () => {
  it('makes folders on the way, and leaves one that is there', async () => {
    expect(await files.value('make_directory', { path: at('a/b/c') })).toMatchObject({ success: true, created: true });
    expect(await files.value('make_directory', { path: at('a/b/c') })).toMatchObject({ success: true, created: false });
    expect(await files.value('make_directory', { path: at('x/y'), create_parents: false })).toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    writeFileSync(at('f'), '');
    expect(await files.value('make_directory', { path: at('f') })).toMatchObject({ code: 'FILE_EXISTS' });
    expect(existsSync(at('a/b/c'))).toBe(true);
  });
});

describe('move_file', () => {
  it('moves files, folders and links, and replaces nothing that it was not told to', async () => {
    writeFileSync(at('a'), 'a');
    writeFileSync(at('b'), 'b');
    mkdirSync(at('d'));
    writeFileSync(at('d/inside'), 'i');
    symlinkSync('a', at('l'));
    expect(await files.value('move_file', { source: at('a'), destination: at('b') })).toMatchObject({
      code: 'FILE_EXISTS',
    });
    expect(await files.value('move_file', { source: at('a'), destination: at('b'), overwrite: true })).toMatchObject({
      replaced: true,
    });
    expect(readFileSync(at('b'), 'utf8')).toBe('a');
    expect(
      await files.value('move_file', { source: at('d'), destination: at('e/f'), create_parents: true }),
    ).toMatchObject({ success: true });
    expect(readFileSync(at('e/f/inside'), 'utf8')).toBe('i');
    expect(await files.value('move_file', { source: at('l'), destination: at('m') })).toMatchObject({ success: true });
    expect(lstatSync(at('m')).isSymbolicLink()).toBe(true);
    expect(await files.value('move_file', { source: at('e'), destination: at('e/f/g') })).toMatchObject({
      code: 'BAD_INPUT',
    });
    expect(readdirSync(files.app.workspace).sort()).toEqual(['b', 'e', 'm']);
  });

  it('does not take along what the policy blocks', async () => {
    mkdirSync(at('d'));
    writeFileSync(at('d/.env'), 'SECRET=1');
    expect(await files.value('move_file', { source: at('d'), destination: at('e') })).toMatchObject({
      code: 'PATH_DENIED',
    });
    expect(await files.value('delete_file', { path: at('d'), recursive: true })).toMatchObject({ code: 'PATH_DENIED' });
    expect(existsSync(at('d/.env'))).toBe(true);
  });
});

describe('delete_file', () => {
  it('puts things into the trash, with where they were', async () => {
    mkdirSync(at('d/e'), { recursive: true });
    writeFileSync(at('d/e/ä b'), 'x');
    expect(await files.value('delete_file', { path: at('d') })).toMatchObject({ code: 'FILE_UNUSABLE' });
    const gone = await files.value('delete_file', { path: at('d'), recursive: true });
    expect(gone).toMatchObject({ success: true, entries: 2 });
    expect(existsSync(at('d'))).toBe(false);
    expect(readFileSync(join(String(gone.trash_path), 'e/ä b'), 'utf8')).toBe('x');
    const trash = join(files.app.workspace, '../Trash/info');
    const [info = ''] = readdirSync(trash);
    expect(readFileSync(join(trash, info), 'utf8')).toMatch(
      new RegExp(`^\\[Trash Info\\]\nPath=${at('d')}\nDeletionDate=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\n$`),
    );
  });

  it('removes a link and leaves what it points to', async () => {
    writeFileSync(at('kept'), 'k');
    symlinkSync(at('kept'), at('link'));
    expect(await files.value('delete_file', { path: at('link') })).toMatchObject({ success: true });
    expect(readdirSync(files.app.workspace)).toEqual(['kept']);
  });
});

describe('search_text', () => {
  beforeEach(() => {
    mkdirSync(at('src/deep'), { recursive: true });
    mkdirSync(at('node_modules'));
    mkdirSync(at('.ssh'));
    writeFileSync(at('src/a.ts'), 'first\nconst needle = 1;\n');
    writeFileSync(at('src/deep/b.md'), 'é needle\nNEEDLE\n');
    writeFileSync(at('node_modules/c.ts'), 'needle\n');
    writeFileSync(at('.ssh/id'), 'needle\n');
    writeFileSync(at('bin'), Buffer.from('needle\0needle'));
  });
  const found = (value: Readonly<Record<string, unknown>>): string[] =>
    (value.matches as { path: string; line: number; column: number }[]).map(
      ({ path, line, column }) => `${path}:${line}:${column}`,
    );

  it('finds text with its place, and neither what is blocked nor what is no text', async () => {
    const value = await files.value('search_text', { path: files.app.workspace, text: 'needle', include_hidden: true });
    expect(found(value)).toEqual(['node_modules/c.ts:1:1', 'src/a.ts:2:7', 'src/deep/b.md:1:3']);
    expect(value).toMatchObject({ truncated: false, timed_out: false });
  });

  it('takes globs, letter case, expressions and caps', async () => {
    const search = (more: object) => files.value('search_text', { path: files.app.workspace, text: 'needle', ...more });
    expect(found(await search({ include: ['*.ts'], exclude: ['node_modules/**'] }))).toEqual(['src/a.ts:2:7']);
    expect(found(await search({ include: ['src/**'], ignore_case: true }))).toEqual([
      'src/a.ts:2:7',
      'src/deep/b.md:1:3',
      'src/deep/b.md:2:1',
    ]);
    expect(found(await search({ include: ['src/**/*.{md,txt}'] }))).toEqual(['src/deep/b.md:1:3']);
    for (const include of [['../**'], ['src/../x'], ['!*.ts'], ['']])
      expect(await search({ include })).toMatchObject({ code: 'BAD_INPUT' });
    expect(found(await search({ text: '^n..dle$', regex: true }))).toEqual(['node_modules/c.ts:1:1']);
    expect(await search({ max_results: 1 })).toMatchObject({ truncated: true, total_count: 1 });
    expect(await search({ text: '(', regex: true })).toMatchObject({ code: 'BAD_INPUT' });
    expect(found(await files.value('search_text', { path: at('src/a.ts'), text: 'needle' }))).toEqual(['a.ts:2:7']);
  });
});
