/** The policy editor in the real app: a rule written, tried, saved and undone by somebody who has never seen the YAML. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { legacyAgent } from '../test/agents.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';

const POLICY = `version: 1
commands:
  # Says what it is told.
  echo:
    executable: /usr/bin/echo
    sandbox: off
    rules:
      - verdict: allow
        args: ["hello", "..."]
paths:
  read: ["WORKSPACE/**"]
`;

let app: StartedApp;
let complaints: string[];

test.beforeEach(async ({ page }) => {
  app = await startApp({ policy: POLICY });
  complaints = [];
  page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(app.ui);
  await expect(page).not.toHaveURL(/login#/);
  await page.getByRole('link', { name: 'Policy', exact: true }).click();
  await expect(page.getByRole('listbox', { name: 'Rules' })).toBeVisible();
});

test.afterEach(async () => {
  // Also what the content security policy and Trusted Types would say.
  const said = [...complaints];
  expect(await app.close()).toBe(0);
  expect(said).toEqual([]);
});

const file = (): string => readFileSync(join(app.dataDir, 'policy.yaml'), 'utf8');
const yaml = (page: Page) => page.locator('.yaml-editor .cm-content');
const rules = (page: Page) => page.getByRole('listbox', { name: 'Rules' }).getByRole('option');

test('somebody who has never seen the YAML writes a rule, tries it, saves it, and takes it back', async ({ page }) => {
  const agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Claude Code') });
  const shout = () => agent.call('execute_command', { argv: ['echo', 'shout', 'now'], working_dir: app.workspace });
  expect(await shout()).toMatchObject({ isError: true, value: { code: 'POLICY_DENIED' } });

  await page.getByRole('button', { name: 'Add a rule…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a rule' });
  await dialog.getByLabel('Command, or the path of a program').fill('echo');
  await dialog.getByLabel('First words').fill('shout');
  await dialog.getByRole('radio', { name: 'Allow' }).check();
  await dialog.getByLabel('Because').fill('harmless');
  await expect(dialog).toContainText('Allow echo shout with any arguments: harmless');
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  await expect(rules(page)).toHaveCount(2);
  await expect(yaml(page)).toContainText('because: harmless');
  expect(file()).not.toContain('harmless');

  await page.getByLabel('A command to explain').fill('echo shout now');
  const explain = page.getByRole('region', { name: 'Explain' });
  await expect(explain.getByRole('status')).toContainText(/allow\s*by line 10/);
  await page.getByLabel('A command to explain').fill('echo whisper');
  await expect(explain.getByRole('status')).toContainText('deny');
  await expect(page.getByRole('region', { name: 'Replay' })).toContainText('1 deny→allow');
  expect(await shout()).toMatchObject({ isError: true });

  await page.keyboard.press('Control+s');
  const saving = page.getByRole('dialog', { name: 'Save the policy' });
  await expect(saving).toContainText('Allowed from now on: echo shout with any arguments');
  await saving.getByLabel(/^Why\?/).fill('the test wants to shout');
  await saving.getByRole('button', { name: 'Save the policy' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Version 2 is in force/);
  expect(file()).toContain('# Says what it is told.');
  expect(await shout()).toMatchObject({ isError: false, value: { stdout: 'shout now\n' } });

  await page.getByRole('button', { name: 'History' }).click();
  const versions = page.getByRole('listbox', { name: 'Versions' }).getByRole('option');
  await expect(versions.first()).toContainText('the test wants to shout');
  await versions.nth(1).click();
  await expect(page.getByRole('article')).toContainText('3 removed');
  await page.getByLabel(/^Why go back/).fill('enough');
  await page.getByRole('button', { name: 'Go back to version 1' }).click();
  await expect(versions.first()).toContainText('enough');
  await expect(versions.first()).toContainText('in force');
  expect(await shout()).toMatchObject({ isError: true, value: { code: 'POLICY_DENIED' } });
  await agent.close();
});

test('a misspelt key shows at its line and its rule with a suggestion, and is not saved', async ({ page }) => {
  await yaml(page).getByText('executable: /usr/bin/echo').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('time_out: 120');
  await page.keyboard.press('Escape');
  await expect(page.locator('.cm-note')).toContainText(/Line 6: .*time_out.*timeout/);
  await expect(page.getByRole('region', { name: 'Problems' })).toContainText('timeout');
  const before = file();
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Version 1 is in force/);
  expect(file()).toBe(before);
  await yaml(page).getByText('time_out', { exact: true }).click();
  await page.keyboard.press('End');
  for (let times = 0; times < 13; times += 1) await page.keyboard.press('Backspace');
  await expect(page.locator('.cm-note')).toHaveCount(0);
});

test('completion and hover come from the schema, and Tab does not trap', async ({ page }) => {
  await yaml(page).getByText('executable: /usr/bin/echo').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('netw');
  const options = page.locator('.cm-tooltip-autocomplete');
  await expect(options).toContainText('network');
  await options.getByText('network').first().click();
  await page.keyboard.type('t');
  await expect(options).toContainText('true');
  await page.keyboard.press('Escape');
  await yaml(page).getByText('executable', { exact: true }).hover();
  await expect(page.locator('.cm-says')).toContainText('Absolute path of the program');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('A command to explain')).toBeFocused();
});

test('rules come from starter packs and from other programs, shown before they are in the draft', async ({ page }) => {
  await page.getByRole('button', { name: 'Add a starter pack…' }).click();
  const packs = page.getByRole('dialog', { name: 'Add a starter pack' });
  await packs.getByRole('radio', { name: /git/i }).first().check();
  await expect(packs).toContainText(/\d+ lines added, 0 removed/);
  await packs.getByRole('button', { name: 'Put into the draft' }).click();
  await expect(rules(page).filter({ hasText: 'git' }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Import…' }).click();
  const imports = page.getByRole('dialog', { name: 'Import rules' });
  await imports
    .getByLabel('Its configuration')
    .fill('{ "permissions": { "allow": ["Bash(ls)"], "deny": ["Bash(curl:*)"] } }');
  await imports.getByRole('button', { name: 'Show what it becomes' }).click();
  await expect(imports.getByRole('region', { name: 'How it was read' })).toContainText('Bash(ls)');
  await imports.getByRole('button', { name: 'Put into the draft' }).click();
  await expect(rules(page).filter({ hasText: /\bls\b/ })).not.toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Problems' })).toHaveCount(0);
  await expect(yaml(page)).toContainText('# Says what it is told.');
  expect(file()).not.toContain('git');
});

test('typing in the editor is typing: no key of the page acts on it', async ({ page }) => {
  await yaml(page).getByText('# Says what it is told.').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' jk?/fdwn');
  await expect(yaml(page)).toContainText('told. jk?/fdwn');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a change made outside the app waits for the person, unless they turned that off', async ({ page }) => {
  const change = (from: string, to: string): void =>
    writeFileSync(join(app.dataDir, 'policy.yaml'), file().replace(from, to));
  change('["hello", "..."]', '["..."]');
  await expect(page.getByRole('region', { name: 'Status' })).toContainText('A change to the policy waits for you');
  const banner = page.getByRole('region', { name: 'Change made outside the app' });
  await expect(banner).toContainText('1 line added, 1 removed');
  await banner.getByRole('button', { name: 'Discard the change' }).click();
  await expect(banner).toHaveCount(0);
  expect(file()).toContain('hello');
  await page.getByRole('button', { name: 'History' }).click();
  const asksFirst = page.getByLabel('Ask me before changes made outside the app count');
  await expect(asksFirst).toBeChecked();
  await asksFirst.click();
  // It shows what the host says, so it moves when the host has answered.
  await expect(asksFirst).not.toBeChecked();
  await page.getByRole('button', { name: 'Back to the policy' }).click();
  const before = await page.getByText(/^Version \d+ is in force$/u).textContent();
  change('hello', 'goodbye');
  await expect(page.getByText(/^Version \d+ is in force$/u)).not.toHaveText(before ?? '');
  await expect(banner).toHaveCount(0);
});
