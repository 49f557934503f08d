/** `kill -9` at any moment: no answer that somebody was promised is lost, and none counts twice. A real process, killed two hundred times. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';

const CHAINS = 4;
const KILLS_EACH = 50;
const PROGRAM = join(import.meta.dirname, 'testing', 'answer-until-killed.ts');

async function runAndKill(folder: string, first: number, said: string[]): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => child.on('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    if (line !== 'ready') said.push(line);
    else setTimeout(() => child.kill('SIGKILL'), Math.random() * 300);
  }
  await gone;
}

async function chain(): Promise<{ promised: number; left: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'approvals-kill-'));
  const said: string[] = [];
  for (let kill = 0; kill < KILLS_EACH; kill += 1) await runAndKill(folder, kill * 1000, said);
  // Once more, and quietly: what a crash left is put in order.
  await runAndKill(folder, KILLS_EACH * 1000, said);

  const db = new DatabaseSync(join(folder, 'approvals.db'));
  const stateOf = new Map(
    db
      .prepare('SELECT id, state, recorded FROM approvals')
      .all()
      .map((row) => [row.id, row]),
  );
  const permits = new Set(
    db
      .prepare('SELECT approval FROM permits')
      .all()
      .map((row) => row.approval),
  );
  db.close();
  const log = existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8').trim().split('\n') : [];
  const lastCards = new Set(said.slice(-3).map((line) => line.split(' ')[1]));
  for (const line of said) {
    const [step, id = '', what] = line.split(' ');
    // Nothing that was shown or promised is gone.
    expect(stateOf.has(id), line).toBe(true);
    if (step === 'answered') {
      expect(stateOf.get(id)?.state, line).toBe(what);
      expect(log.filter((entry) => entry === `${id} ${what}`).length, line).toBeGreaterThanOrEqual(1);
    }
    if (step === 'spent') {
      expect(what).toBe('true');
      expect(permits.has(id), `${line} is spent twice`).toBe(false);
    }
  }
  // Every answer is on record as what it is, and no card has two.
  const answers = Map.groupBy(log, (entry) => entry.split(' ')[0]);
  for (const [id = '', entries] of answers) {
    expect(new Set(entries).size, `${id} has two answers`).toBe(1);
    expect(entries[0], id).toBe(`${id} ${stateOf.get(id)?.state}`);
  }
  for (const [id, { state, recorded }] of stateOf) {
    if (state !== 'pending' && !lastCards.has(String(id)) && recorded === 1)
      expect(answers.has(String(id)), String(id)).toBe(true);
  }
  rmSync(folder, { recursive: true });
  return { promised: said.filter((line) => line.startsWith('answered')).length, left: permits.size };
}

it('loses no answer and doubles none over two hundred kills', async () => {
  const found = await Promise.all(Array.from({ length: CHAINS }, chain));
  const promised = found.reduce((sum, { promised }) => sum + promised, 0);
  console.info(`${CHAINS * KILLS_EACH} kills, ${promised} answers promised`);
  expect(promised).toBeGreaterThan(KILLS_EACH);
}, 600_000);
