import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { note, TestAudit } from '../testing/test-audit.ts';
import { verifyAudit } from './verify-audit.ts';

const program = new URL('../testing/append-until-killed.ts', import.meta.url).pathname;

describe('a host that is killed while it writes', () => {
  it.each([3, 50, 400, 1500])(
    'loses no record that was said to be durable, killed after %i of them',
    async (records) => {
      await using audit = await TestAudit.make();
      const child = spawn(process.execPath, [program, audit.folder, '65536'], { stdio: ['ignore', 'pipe', 'inherit'] });
      let durable = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        durable = Math.max(durable, Number(line));
        if (durable >= records) break;
      }
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      expect(durable).toBeGreaterThanOrEqual(records);

      const log = await audit.open();
      expect(log.problem).toBeNull();
      expect(log.lastSeq).toBeGreaterThanOrEqual(durable);
      const { record } = await log.append(note('after'));
      await log.close();
      expect(await verifyAudit([audit.folder])).toMatchObject({ integrity: 'ok', records: record.seq });
    },
  );
});
