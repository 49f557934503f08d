/** Pictures of the policy and of its editor. */
import type { Page } from '@playwright/test';
import { nth, type Shot } from './shot.ts';

const tab = (name: string) => async (page: Page) => {
  const found = page.getByRole('tab', { name, exact: true });
  if (await found.isVisible()) await found.click();
};
const explained = async (page: Page): Promise<void> => {
  const field = page.getByLabel('A command to explain');
  if (await field.isVisible()) await field.fill('git push --force origin "main branch"');
};

export const policyShots: readonly Shot[] = [
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
      await nth(2)(page);
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
];
