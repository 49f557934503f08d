import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const program = new URL('../testing/write-much.ts', import.meta.url).pathname;

describe('a transcript of much output', () => {
  it('takes 400 MB with the default limit and grows the process by less than 60 MB', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, '400', String(10 * 1024 * 1024)]);
    const { grownBytes, sent, end } = JSON.parse(stdout);
    expect(sent).toBeGreaterThanOrEqual(400e6);
    expect(end.stdout.bytes + end.stderr.bytes).toBe(sent);
    expect(grownBytes).toBeLessThan(60e6);
  }, 120_000);
});
