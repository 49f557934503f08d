/** Every picture that is worth a look. Each is taken light, dark, at 320 px and at 200 % zoom. */
import type { Page } from '@playwright/test';
import { approvalShots } from './approval-shots.ts';
import { fileShots } from './file-shots.ts';
import { imageShots } from './image-shots.ts';
import { policyShots } from './policy-shots.ts';
import { runShots } from './run-shots.ts';
import { nth, type Shot } from './shot.ts';
import { solverShots } from './solver-shots.ts';

const narrow = [320, 700] as const;
/** 200 % zoom of 1280×800 is a viewport of half the size. */
export const zoomed = [640, 400] as const;

/** The house around them: the log, clients, the first start, what keys do. */
const houseShots: readonly Shot[] = [
  { name: 'audit', scenario: 'audit', hash: '/audit' },
  { name: 'audit-record', scenario: 'audit', hash: '/audit', act: nth(4) },
  {
    name: 'audit-verify',
    scenario: 'audit',
    hash: '/audit',
    act: async (page) => page.getByRole('button', { name: 'Verify' }).click(),
  },
  { name: 'clients', scenario: 'clients', hash: '/clients', act: nth(0) },
  {
    name: 'clients-revoke',
    scenario: 'clients',
    hash: '/clients',
    act: async (page) => {
      await nth(0)(page);
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
  { name: 'palette', scenario: 'waiting', hash: '/approvals', act: async (page) => page.keyboard.press('Control+k') },
  { name: 'keys', scenario: 'waiting', hash: '/approvals', act: async (page) => page.keyboard.press('?') },
];

const taken = [
  ...approvalShots,
  ...solverShots,
  ...runShots,
  ...fileShots,
  ...imageShots,
  ...houseShots,
  ...policyShots,
];

/** In one column the list comes first. */
const openFirst = async (page: Page): Promise<void> => {
  const isCovered = (await page.locator('dialog[open]').count()) > 0;
  if (!isCovered && (await page.locator('[role="option"]').count()) > 0) await nth(0)(page);
};

export const shots: readonly Shot[] = taken.flatMap((shot) => [
  shot,
  { ...shot, name: `${shot.name}-dark`, dark: true },
  { ...shot, name: `${shot.name}-320`, size: narrow, act: shot.act ?? openFirst },
  { ...shot, name: `${shot.name}-zoom`, size: zoomed, act: shot.act ?? openFirst },
]);
