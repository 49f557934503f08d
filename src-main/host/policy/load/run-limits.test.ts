import { describe, expect, it } from 'vitest';
import type { CommandTerms } from '#shared/policy/index.ts';
import { ask, loadPolicy, policyWith, problemsOf } from '../fixtures/load-policy.ts';

const client = { name: 'tester', claims: null };
const MiB = 1024 ** 2;

function termsOf(entry: string, argv: readonly string[], more = ''): CommandTerms {
  const terms = loadPolicy(policyWith(entry, more)).commandTerms(['tool', ...argv], client);
  if (terms === undefined) throw new Error('the command is not listed');
  return terms;
}

const rules = 'rules:\n  - { verdict: allow, args: [go] }';

describe('the limits of a run', () => {
  it('are safe where nothing is written', () => {
    expect(termsOf(rules, ['go'])).toMatchObject({
      wallMs: 30_000,
      maxWallMs: 300_000,
      outputBytes: 10 * MiB,
      memoryBytes: 2048 * MiB,
      pids: 256,
      cpuMs: null,
      openFiles: 1024,
      fileBytes: null,
    });
  });

  it('are those of the policy’s limits where the command says nothing', () => {
    const limits =
      'limits: { memory: 512MiB, processes: 9, cpu_time: 2m, open_files: 64, file_size: 10MB, output_bytes: 5kB, timeout: 9s, max_timeout: 20s }';
    expect(termsOf(rules, ['go'], limits)).toMatchObject({
      wallMs: 9000,
      maxWallMs: 20_000,
      outputBytes: 5000,
      memoryBytes: 512 * MiB,
      pids: 9,
      cpuMs: 120_000,
      openFiles: 64,
      fileBytes: 10_000_000,
    });
  });

  it('are a rule’s over its command’s over the policy’s, each figure for itself', () => {
    const entry = `limits: { memory: 1GiB, processes: 20, max_timeout: 1m }\nrules:\n  - { verdict: allow, args: [go], limits: { memory: 64MiB, file_size: 1MB } }\n  - { verdict: allow, args: [stay] }`;
    const around = 'limits: { processes: 9, open_files: 64 }';
    expect(termsOf(entry, ['go'], around)).toMatchObject({
      memoryBytes: 64 * MiB,
      pids: 20,
      openFiles: 64,
      fileBytes: 1_000_000,
      maxWallMs: 60_000,
    });
    expect(termsOf(entry, ['stay'], around)).toMatchObject({ memoryBytes: 1024 * MiB, fileBytes: null });
  });

  it('are lifted by the word none alone', () => {
    expect(termsOf(`limits: { memory: none, open_files: none }\n${rules}`, ['go'])).toMatchObject({
      memoryBytes: null,
      openFiles: null,
      pids: 256,
    });
    expect(problemsOf(policyWith(`limits:\n  memory:\n${rules}`))).toEqual([
      '7:14 “memory”: expected a size of at least 4MiB, such as 512MB or 2GiB, or none to set no limit, and nothing came.',
    ]);
  });

  it('never let a run last longer than the most there is', () => {
    expect(termsOf(`max_timeout: 5s\n${rules}`, ['go'])).toMatchObject({ wallMs: 5000, maxWallMs: 5000 });
    expect(problemsOf(policyWith(`timeout: 10m\n${rules}`))).toEqual([
      '6:14 timeout is longer than max_timeout (300s here).',
    ]);
    expect(problemsOf(policyWith(rules, 'limits: { timeout: 10m }'))).toEqual([
      '8:20 timeout is longer than max_timeout (300s here).',
    ]);
  });

  it('are refused where they cannot be meant', () => {
    const problem = (limits: string): string => problemsOf(policyWith(`limits: ${limits}\n${rules}`)).join();
    expect(problem('{ memory: 512 }')).toContain('expected a size of at least 4MiB');
    expect(problem('{ memory: 64kb }')).toContain('expected a size');
    expect(problem('{ processes: 0 }')).toContain('expected at least 1, and 0 came');
    expect(problem('{ processes: 1.5 }')).toContain('from 1 to 100000');
    expect(problem('{ open_files: 3 }')).toContain('expected at least 16');
    expect(problem('{ cpu_time: 10ms }')).toContain('at least 1s');
    expect(problem('{ file_size: -1 }')).toContain('expected a size');
    expect(problem('{ memmory: 1GiB }')).toContain('Did you mean “memory”?');
  });

  it('are not written twice for one command', () => {
    expect(problemsOf(policyWith(`max_timeout: 5s\nlimits: { max_timeout: 9s }\n${rules}`))).toEqual([
      '7:28 max_timeout is written twice for this command: keep one of the two.',
    ]);
  });
});

describe('a plan that promises itself more than the policy gives', () => {
  const policy = loadPolicy(
    policyWith(
      'limits: { memory: 64MiB, processes: 9, cpu_time: 2m, open_files: 64, file_size: 1MB }\nrules:\n  - { verdict: allow, args: [go] }',
    ),
  );
  const fair = {
    ...{ wallMs: 1000, outputBytes: 1000, memoryBytes: 64 * MiB, pids: 9 },
    ...{ cpuMs: 120_000, openFiles: 64, fileBytes: 1_000_000 },
  };

  it('is denied, whichever limit it is', () => {
    expect(ask(policy, ['go'], { limits: fair }).verdict).toBe('allow');
    for (const key of ['memoryBytes', 'pids', 'cpuMs', 'openFiles', 'fileBytes'] as const) {
      const verdict = ask(policy, ['go'], { limits: { ...fair, [key]: fair[key] + 1 } });
      expect(verdict.verdict, key).toBe('deny');
      expect(verdict.reasons.join()).toContain('more than the policy lets it');
    }
  });
});
