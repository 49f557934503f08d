/** How the audit folder is laid out: `000001.jsonl`, `000002.jsonl` … hold one chain; `heads` holds signatures over it. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const namePattern = /^(\d{6,})\.jsonl$/;

/** @param number from 1 */
export const auditFilePath = (folder: string, number: number): string =>
  join(folder, `${String(number).padStart(6, '0')}.jsonl`);

export const headsPath = (folder: string): string => join(folder, 'heads');

/** @returns the numbers of the log's files, ascending; links and the like are no files of ours */
export async function auditFileNumbers(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const numbers = entries.flatMap((entry) => {
    const number = namePattern.exec(entry.name)?.[1];
    return number === undefined || !entry.isFile() ? [] : [Number(number)];
  });
  return numbers.sort((a, b) => a - b);
}
