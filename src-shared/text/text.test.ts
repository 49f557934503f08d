import { describe, expect, it } from 'vitest';
import {
  baseName,
  bytes,
  clock,
  commandLine,
  counted,
  dayOf,
  duration,
  exactTime,
  relativeTime,
  shortenHome,
  shortHash,
  shortId,
  sizeLimit,
} from './index.ts';

describe('sizes and times', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1_440_000, '1.4 MB'],
    [3_200_000, '3.2 MB'],
    [9_960_000, '10 MB'],
    [512_000_000, '512 MB'],
    [999_999, '1 MB'],
    [-5, '0 B'],
  ])('%d bytes read %s', (count, words) => {
    expect(bytes(count)).toBe(words);
  });

  it.each([
    [512 * 1024 ** 2, '512 MiB'],
    [2 * 1024 ** 3, '2 GiB'],
    [1536 * 1024 ** 2, '1,536 MiB'],
    [65_536, '64 KiB'],
    [512_000_000, '512 MB'],
    [1_000_000, '1 MB'],
    [1024 ** 3 + 1, '1.1 GB'],
    [100, '100 B'],
  ])('a limit of %d bytes reads as it was written: %s', (count, words) => {
    expect(sizeLimit(count)).toBe(words);
  });

  it.each([
    [0, '0 ms'],
    [340.4, '340 ms'],
    [999.9, '1 s'],
    [2_140, '2.1 s'],
    [41_000, '41 s'],
    [123_000, '2 min 3 s'],
    [120_000, '2 min'],
    [3_900_000, '1 h 5 min'],
    [86_400_000 * 3, '3 days'],
  ])('%d ms last %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it.each([
    [102_000, '1:42'],
    [7_999, '0:07'],
    [3_723_000, '1:02:03'],
    [-1, '0:00'],
  ])('%d ms show as %s on a clock', (ms, words) => {
    expect(clock(ms)).toBe(words);
  });

  it.each([
    [400, 'now'],
    [12_300, '12 s ago'],
    [125_000, '2 min ago'],
    [5.2 * 3_600_000, '5 h ago'],
    [30 * 3_600_000, '30 h ago'],
    [80 * 3_600_000, '3 days ago'],
    [-300_000, 'in 5 min'],
  ])('%d ms of age read %s', (age, words) => {
    expect(relativeTime(1_000_000_000_000 - age, 1_000_000_000_000)).toBe(words);
  });

  it('say the day a moment falls on', () => {
    const now = new Date(2026, 8, 21, 12).getTime();
    expect(dayOf(new Date(2026, 8, 21, 1).toISOString(), now)).toBe('Today');
    expect(dayOf(new Date(2026, 8, 20, 23).toISOString(), now)).toBe('Yesterday');
    expect(dayOf(new Date(2026, 8, 1).toISOString(), now)).toBe('2026-09-01');
    expect(exactTime(new Date(2026, 8, 1, 4, 5, 6).toISOString())).toBe('2026-09-01 04:05:06');
    expect(exactTime('never')).toBe('never');
  });
});

describe('short forms', () => {
  it('shorten the home folder and nothing that merely starts like it', () => {
    expect(shortenHome('/home/anna/code', '/home/anna')).toBe('~/code');
    expect(shortenHome('/home/anna', '/home/anna')).toBe('~');
    expect(shortenHome('/home/annabel/code', '/home/anna')).toBe('/home/annabel/code');
    expect(shortenHome('C:\\Users\\anna\\x', 'C:\\Users\\anna')).toBe('~\\x');
    expect(shortenHome('/etc', '/')).toBe('/etc');
  });

  it('keep both ends of a hash and the kind of an id', () => {
    expect(shortHash(`4f1c${'0'.repeat(56)}e09a`)).toBe('4f1c…e09a');
    expect(shortId('apr_01hzzzzzzzzzzzzzzzzzzzx9k2')).toBe('apr_…x9k2');
    expect(baseName('/home/anna/code/api-server/')).toBe('api-server');
  });

  it('count in words', () => {
    expect(counted(1, 'client', 'clients')).toBe('1 client');
    expect(counted(18_234, 'record', 'records')).toBe('18,234 records');
  });
});

describe('an argument vector as a line', () => {
  it('keeps arguments apart and shows what is odd in them', () => {
    expect(commandLine(['git', 'commit', '-m', 'Fix login', ''])).toBe("git commit -m 'Fix login' ''");
    expect(commandLine(['echo', "it's", 'a\u202eb'])).toBe("echo 'it'\\''s' 'a‹U+202E right-to-left override›b'");
    expect(commandLine(['a b', 'c'])).not.toBe(commandLine(['a', 'b', 'c']));
  });
});
