/** Every picture that is worth a look: a scenario, where it opens, and what is done there. Each is taken light, dark, at 320 px and at 200 % zoom. */
import type { Page } from '@playwright/test';
import { fileShots } from './file-shots.ts';
import { imageShots } from './image-shots.ts';

interface Shot {
  readonly name: string;
  readonly scenario: string;
  readonly hash: string;
  readonly dark?: boolean;
  readonly size?: readonly [number, number];
  readonly act?: (page: Page) => Promise<void>;
}

const id = (n: number) => async (page: Page) => page.locator('[role="option"]').nth(n).click();
/** A key for the first card, which is opened first where it is not. */
const answering = (key: string) => async (page: Page) => {
  if (!(await page.getByRole('article').isVisible())) await id(0)(page);
  await page.waitForTimeout(100);
  await page.keyboard.press(key);
};
const tab = (name: string) => async (page: Page) => {
  const found = page.getByRole('tab', { name, exact: true });
  if (await found.isVisible()) await found.click();
};
const explained = async (page: Page): Promise<void> => {
  const field = page.getByLabel('A command to explain');
  if (await field.isVisible()) await field.fill('git push --force origin "main branch"');
};
const narrow = [320, 700] as const;
/** 200 % zoom of 1280×800 is a viewport of half the size. */
export const zoomed = [640, 400] as const;

const base: readonly Shot[] = [
  { name: 'approvals', scenario: 'waiting', hash: '/approvals' },
  { name: 'approvals-third', scenario: 'waiting', hash: '/approvals', act: id(2) },
  { name: 'approvals-env', scenario: 'waiting', hash: '/approvals', act: id(1) },
  { name: 'approvals-earlier', scenario: 'waiting', hash: '/approvals', act: id(4) },
  { name: 'approvals-why', scenario: 'waiting', hash: '/approvals', act: answering('d') },
  { name: 'approvals-for', scenario: 'waiting', hash: '/approvals', act: answering('a') },
  {
    name: 'approvals-for-hour',
    scenario: 'waiting',
    hash: '/approvals',
    act: async (page) => {
      await answering('a')(page);
      await page.getByRole('radio', { name: 'For 1 hour' }).check();
      await page.getByRole('radio', { name: /This rule/ }).check();
    },
  },
  {
    name: 'approvals-always',
    scenario: 'waiting',
    hash: '/approvals',
    act: async (page) => {
      await answering('a')(page);
      await page.getByRole('button', { name: /^Always/ }).click();
      await page.getByRole('radio', { name: /This verb/ }).check();
    },
  },
  { name: 'approvals-alike', scenario: 'alike', hash: '/approvals', act: id(1) },
  { name: 'approvals-high', scenario: 'alike', hash: '/approvals', act: id(0) },
  {
    name: 'approvals-together',
    scenario: 'alike',
    hash: '/approvals',
    act: async (page) => {
      await id(1)(page);
      await page.keyboard.press('g');
    },
  },
  {
    name: 'approvals-flood',
    scenario: 'alike',
    hash: '/approvals',
    act: async (page) => page.getByRole('button', { name: /^Deny all from it/ }).click(),
  },
  { name: 'approvals-drift', scenario: 'ended', hash: '/approvals', act: id(2) },
  { name: 'approvals-gone', scenario: 'ended', hash: '/approvals', act: id(3) },
  { name: 'approvals-preapproved', scenario: 'ended', hash: '/approvals', act: id(4) },
  { name: 'approvals-for-failed', scenario: 'failed-house', hash: '/approvals', act: answering('a') },
  { name: 'paused', scenario: 'paused', hash: '/approvals' },
  {
    name: 'paused-kill',
    scenario: 'paused',
    hash: '/approvals',
    act: async (page) => page.getByRole('button', { name: /^End the 2 runs/ }).click(),
  },
  { name: 'permissions', scenario: 'permissions', hash: '/permissions', act: id(1) },
  { name: 'permissions-trusted', scenario: 'permissions', hash: '/permissions', act: id(0) },
  { name: 'permissions-trust', scenario: 'permissions', hash: '/permissions/trust' },
  { name: 'permissions-many', scenario: 'many-permissions', hash: '/permissions' },
  { name: 'permissions-empty', scenario: 'empty', hash: '/permissions' },
  { name: 'permissions-failed', scenario: 'failed-house', hash: '/permissions' },
  { name: 'permissions-loading', scenario: 'loading-house', hash: '/permissions' },
  { name: 'prompts', scenario: 'prompts', hash: '/prompts' },
  {
    name: 'prompts-rule',
    scenario: 'prompts',
    hash: '/prompts',
    act: async (page) => page.getByRole('button', { name: /^Make it a rule/ }).click(),
  },
  { name: 'prompts-empty', scenario: 'empty', hash: '/prompts' },
  { name: 'prompts-failed', scenario: 'failed-house', hash: '/prompts' },
  { name: 'prompts-loading', scenario: 'loading-house', hash: '/prompts' },
  { name: 'solver', scenario: 'solver-waits', hash: '/approvals', act: id(0), size: [1280, 1500] },
  { name: 'solver-short', scenario: 'solver-waits', hash: '/approvals', act: id(0) },
  { name: 'solver-dark', scenario: 'solver-waits', hash: '/approvals', act: id(0), dark: true, size: [1280, 1500] },
  { name: 'solver-narrow', scenario: 'solver-waits', hash: '/approvals', act: id(0), size: [320, 1700] },
  { name: 'solver-hides', scenario: 'solver-hides', hash: '/approvals', act: id(0), size: [1280, 1500] },
  { name: 'solver-probe', scenario: 'solver-waits', hash: '/approvals', act: id(1), size: [1280, 1000] },
  { name: 'solver-ran', scenario: 'solver-ran', hash: '/runs', act: id(0), size: [1280, 1000] },
  {
    name: 'solver-ran-plan',
    scenario: 'solver-ran',
    hash: '/runs',
    size: [1280, 2200],
    act: async (page) => {
      await id(0)(page);
      while ((await page.getByRole('button', { name: 'show', exact: true }).count()) > 0)
        await page.getByRole('button', { name: 'show', exact: true }).first().click();
    },
  },
  {
    name: 'solver-rerun',
    scenario: 'solver-ran',
    hash: '/runs',
    act: async (page) => {
      await id(0)(page);
      await page.getByRole('button', { name: 'Run again…' }).click();
    },
  },
  { name: 'approvals-hidden', scenario: 'hidden', hash: '/approvals' },
  { name: 'approvals-long', scenario: 'long', hash: '/approvals' },
  { name: 'approvals-session', scenario: 'kinds', hash: '/approvals' },
  { name: 'approvals-many', scenario: 'many', hash: '/approvals' },
  { name: 'approvals-empty', scenario: 'empty', hash: '/approvals' },
  { name: 'approvals-loading', scenario: 'loading', hash: '/approvals' },
  { name: 'approvals-failed', scenario: 'failed', hash: '/approvals' },
  { name: 'approvals-lost', scenario: 'lost', hash: '/approvals' },
  { name: 'runs-live', scenario: 'runs', hash: '/runs', act: id(0) },
  { name: 'runs-long', scenario: 'runs', hash: '/runs', act: id(1) },
  {
    name: 'runs-gap',
    scenario: 'runs',
    hash: '/runs',
    act: async (page) => {
      await id(1)(page);
      await page.waitForTimeout(500);
      await page.locator('.term').evaluate((e) => e.scrollTo(0, 5000 * 20 - 200));
    },
  },
  {
    name: 'runs-search',
    scenario: 'runs',
    hash: '/runs',
    act: async (page) => {
      await id(1)(page);
      await page.waitForTimeout(500);
      await page.keyboard.press('/');
      await page.keyboard.type('file-13');
    },
  },
  { name: 'runs-failed', scenario: 'runs', hash: '/runs', act: id(2) },
  { name: 'runs-timeout', scenario: 'runs', hash: '/runs', act: id(3) },
  {
    name: 'runs-stop',
    scenario: 'runs',
    hash: '/runs',
    act: async (page) => {
      await id(0)(page);
      await page.waitForTimeout(300);
      await page.keyboard.press('s');
    },
  },
  { name: 'runs-empty', scenario: 'empty', hash: '/runs' },
  ...fileShots,
  ...imageShots,
  {
    name: 'runs-figures',
    scenario: 'sessions',
    hash: '/runs',
    act: async (page) => {
      await id(2)(page);
      await page.getByRole('button', { name: 'show all' }).click();
    },
  },
  { name: 'sessions', scenario: 'sessions', hash: '/sessions', act: id(0) },
  { name: 'sessions-ended', scenario: 'sessions', hash: '/sessions', act: id(2) },
  { name: 'sessions-empty', scenario: 'empty', hash: '/sessions' },
  {
    name: 'sessions-end',
    scenario: 'sessions',
    hash: '/sessions',
    act: async (page) => {
      await id(0)(page);
      await page.waitForTimeout(300);
      await page.keyboard.press('s');
    },
  },
  { name: 'audit', scenario: 'audit', hash: '/audit' },
  { name: 'audit-record', scenario: 'audit', hash: '/audit', act: id(4) },
  {
    name: 'audit-verify',
    scenario: 'audit',
    hash: '/audit',
    act: async (page) => page.getByRole('button', { name: 'Verify' }).click(),
  },
  { name: 'clients', scenario: 'clients', hash: '/clients', act: id(0) },
  {
    name: 'clients-revoke',
    scenario: 'clients',
    hash: '/clients',
    act: async (page) => {
      await id(0)(page);
      await page.getByRole('button', { name: 'Revoke its token' }).click();
    },
  },
  {
    name: 'clients-token',
    scenario: 'clients',
    hash: '/add-client',
    act: async (page) => {
      await page.getByLabel('Name of the agent program').fill('Codex');
      await page.getByRole('button', { name: 'Make a token' }).click();
      await page.getByRole('tab', { name: 'Claude Desktop' }).click();
    },
  },
  { name: 'first-start', scenario: 'first-start', hash: '/' },
  {
    name: 'first-start-token',
    scenario: 'first-start',
    hash: '/',
    act: async (page) => {
      await page.getByLabel('Name of the agent program').fill('Claude Code');
      await page.keyboard.press('Enter');
    },
  },
  { name: 'policy', scenario: 'policy', hash: '/policy/11', act: explained },
  { name: 'policy-yaml', scenario: 'policy', hash: '/policy/11', act: tab('YAML') },
  { name: 'policy-replay', scenario: 'policy', hash: '/policy', act: tab('Replay') },
  { name: 'policy-problems', scenario: 'policy-problems', hash: '/policy' },
  { name: 'policy-problems-yaml', scenario: 'policy-problems', hash: '/policy', act: tab('YAML') },
  { name: 'policy-outside', scenario: 'policy-outside', hash: '/policy' },
  { name: 'policy-many', scenario: 'policy-many', hash: '/policy/20000' },
  { name: 'policy-empty', scenario: 'policy-empty', hash: '/policy' },
  { name: 'policy-none', scenario: 'policy-none', hash: '/policy' },
  { name: 'policy-unread', scenario: 'policy-unread', hash: '/policy' },
  { name: 'policy-loading', scenario: 'loading', hash: '/policy' },
  { name: 'policy-failed', scenario: 'failed', hash: '/policy' },
  {
    name: 'policy-history',
    scenario: 'policy',
    hash: '/policy',
    act: async (page) => {
      await page.getByRole('button', { name: 'History' }).click();
      await id(2)(page);
    },
  },
  {
    name: 'policy-add-rule',
    scenario: 'policy',
    hash: '/policy',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a rule…' }).click();
      await page.getByLabel('Command, or the path of a program').fill('git');
      await page.getByLabel('First words').fill('fetch|pull');
      await page.getByLabel('Because').fill('only brings things here');
    },
  },
  {
    name: 'policy-pack',
    scenario: 'policy',
    hash: '/policy',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a starter pack…' }).click();
      await page.getByRole('radio', { name: /Node/ }).check();
    },
  },
  {
    name: 'policy-import',
    scenario: 'policy',
    hash: '/policy',
    act: async (page) => {
      await page.getByRole('button', { name: 'Import…' }).click();
      await page.getByLabel('Its configuration').fill('{ "permissions": { "allow": ["Bash(make:*)"] } }');
      await page.getByRole('button', { name: 'Show what it becomes' }).click();
    },
  },
  {
    name: 'policy-save',
    scenario: 'policy',
    hash: '/policy/11',
    act: async (page) => {
      await page.getByRole('radio', { name: 'Allow' }).check();
      await page.keyboard.press('Control+s');
    },
  },
  { name: 'palette', scenario: 'waiting', hash: '/approvals', act: async (page) => page.keyboard.press('Control+k') },
  { name: 'keys', scenario: 'waiting', hash: '/approvals', act: async (page) => page.keyboard.press('?') },
];

/** In one column the list comes first. */
const openFirst = async (page: Page): Promise<void> => {
  const isCovered = (await page.locator('dialog[open]').count()) > 0;
  if (!isCovered && (await page.locator('[role="option"]').count()) > 0) await id(0)(page);
};

export const shots: readonly Shot[] = base.flatMap((shot) => [
  shot,
  { ...shot, name: `${shot.name}-dark`, dark: true },
  { ...shot, name: `${shot.name}-320`, size: narrow, act: shot.act ?? openFirst },
  { ...shot, name: `${shot.name}-zoom`, size: zoomed, act: shot.act ?? openFirst },
]);
