/** What `countersign audit` gives of the log, and what it says of its being whole. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRecord } from '#shared/model/index.ts';
import { sampleHash } from '../../../test/sample-plan.ts';
import { openSmallHost, type SmallHost } from '../fixtures/small-host.ts';

let host: SmallHost;
beforeEach(async () => {
  host = await openSmallHost();
});
afterEach(() => host.close());

const said: SmallHost['said'] = (...args) => host.said(...args);

describe('audit', () => {
  const record = (seq: number): AuditRecord => ({
    ...{ seq, at: '2026-01-02T03:04:05.000Z', prev: sampleHash('0'), hash: sampleHash('1') },
    body: { type: 'house', event: 'host-started', detail: { note: `n${seq}`, hidden: '\u001b[2J' } },
  });

  it('export gives every record once, in order, across pages', async () => {
    host.canned.records = Array.from({ length: 2345 }, (_, index) => record(index + 1));
    const { code, stdout } = await said('audit', 'export');
    expect(code).toBe(0);
    const seqs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).seq);
    expect(seqs).toEqual(Array.from({ length: 2345 }, (_, index) => index + 1));
  });

  it('export of an empty log is empty', async () => {
    expect(await said('audit', 'export')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('search gives what contains the text, newest first, up to a limit', async () => {
    host.canned.records = Array.from({ length: 1500 }, (_, index) => record(index + 1));
    const found = JSON.parse((await said('audit', 'search', 'n1', '--limit', '1200', '--json')).stdout);
    const expected = host.canned.records.filter((each) => JSON.stringify(each).includes('n1')).map(({ seq }) => seq);
    expect(found.map(({ seq }: AuditRecord) => seq)).toEqual(expected.toReversed());
    expect((await said('audit', 'search', 'n1', '--limit', '3')).stdout.trim().split('\n')).toHaveLength(3);
    expect((await said('audit', 'search', 'n1', '--limit', '3')).stdout).not.toContain('\u001b');
    expect((await said('audit', 'search', 'nothing', '--json')).stdout).toBe('[]\n');
  });

  it('verify asks the running host, which knows its newest record', async () => {
    host.canned.records = [record(1)];
    expect(JSON.parse((await said('audit', 'verify', '--json')).stdout)).toEqual({
      ...{ integrity: 'ok', completeness: 'ok', records: 1, first_bad: null },
    });
  });
});
