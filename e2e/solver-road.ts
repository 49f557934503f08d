/** The whole road of a solver: an agent asks with a package, a person reads the card and approves it in the browser, and flag, proof and transcript come back. */
import { createHash } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import type { Agent } from '../test/agents.ts';
import type { StartedApp } from '../test/start-app.ts';
import type { Service } from './service-container.ts';

const SOLVER = `from pwn import remote, context
import os
context.log_level = "error"
talk = remote(os.environ["CTF_HOST"], int(os.environ["CTF_PORT"]))
talk.recvuntil(b"what is ")
a, b = talk.recvuntil(b"?", drop=True).split(b" * ")
talk.sendlineafter(b"> ", str(int(a) * int(b)).encode())
flag = talk.recvline().strip().decode()
print(flag)
os.makedirs("out")
open("out/proof.txt", "w").write(f"{int(a)} * {int(b)} = {int(a) * int(b)}\\n{flag}\\n")
`;

/** An agent's, whose solver waits for a person and for whatever kernel it runs on. */
export const PATIENCE_MS = 150_000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const order = (target: { host: string; port: number }) => ({
  target,
  language: 'pwn',
  sandbox_failure: { attempted: true, reason: 'My sandbox has no network.' },
  local_validation: {
    solved_locally: true,
    summary: 'Ten of ten against a copy.',
    solver_sha256: sha256(`${sha256(SOLVER)}  solve.py\n`),
  },
  files: [{ path: 'solve.py', encoding: 'base64', content: Buffer.from(SOLVER).toString('base64') }],
  reason: 'The exploit works on my copy.',
});

export async function logIn(page: Page, app: Pick<StartedApp, 'ui'>): Promise<void> {
  await page.goto(app.ui);
  await expect(page).not.toHaveURL(/login#/);
}

/** A plan longer than the window is read to its end first, or it cannot be approved. */
export async function approve(page: Page): Promise<void> {
  const card = page.getByRole('article');
  await card.getByRole('button', { name: 'Deny', exact: false }).first().hover();
  await page.mouse.wheel(0, 5000);
  await expect(card.locator('[data-armed=true]')).toBeVisible();
  await card.getByRole('button', { name: 'Approve once' }).click();
}

/**
 * @param page of a person who is logged in. @param container what the card says of the container that it would be
 * @returns the run's id
 */
export async function solve(page: Page, agent: Agent, service: Service, container: string): Promise<string> {
  const target = { host: service.address, port: service.port };
  const answer = agent.call('run_solver_fallback', order(target), { timeoutMs: PATIENCE_MS });

  await page.getByRole('link', { name: /Approvals/ }).click();
  const card = page.getByRole('article').filter({ hasText: 'solve.py' });
  await expect(card.getByRole('region', { name: 'The file solve.py' })).toContainText('talk.recvuntil(b"what is ")');
  await expect(card).toContainText(`${service.address}:${service.port} (TCP)`);
  await expect(card).toContainText(container);
  await expect(card).toContainText('yes: the hash that the agent names is that of this package');
  await expect(card.getByRole('region', { name: 'What the agent claims' })).toContainText('Ten of ten against a copy.');
  await approve(page);

  const { isError, value } = await answer;
  expect([isError, value.ok, value.exit_code, value.timed_out]).toEqual([false, true, 0, false]);
  const stdout = String(value.stdout);
  expect(stdout).toMatch(/^flag\{[0-9a-f]{16}\}\n$/);
  expect(value.stdout_sha256).toBe(sha256(stdout));
  expect(value.connections).toMatchObject([{ address: service.address, error: null }]);
  expect(value.outputs).toMatchObject([{ path: 'proof.txt' }]);

  const { value: log } = await agent.call('get_run_log', { run_id: value.run_id });
  expect(sha256(String(log.transcript))).toBe(value.transcript_sha256);
  expect(log.transcript).toContain(`[STDOUT]\n23 bytes\n| ${stdout}`);
  expect(log.transcript).toContain(`${value.stdout_sha256}  stdout, every byte`);

  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByRole('option').filter({ hasText: 'solve.py' }).click();
  const left = page.getByRole('region', { name: 'What it left' });
  await expect(left).toContainText('proof.txt');
  await left.getByRole('button', { name: 'show' }).first().click();
  await expect(left.getByRole('region', { name: 'The file proof.txt' })).toContainText(stdout.trim());
  return String(value.run_id);
}
