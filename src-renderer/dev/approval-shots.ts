/** Pictures of what waits for the person, of what they said before, and of what was said for longer. */
import type { Page } from '@playwright/test';
import { nth, type Shot } from './shot.ts';

/** A key for the first card, which is opened first where it is not. */
const answering = (key: string) => async (page: Page) => {
  if (!(await page.getByRole('article').isVisible())) await nth(0)(page);
  await page.waitForTimeout(100);
  await page.keyboard.press(key);
};

export const approvalShots: readonly Shot[] = [
  { name: 'approvals', scenario: 'waiting', hash: '/approvals' },
  { name: 'approvals-third', scenario: 'waiting', hash: '/approvals', act: nth(2) },
  { name: 'approvals-env', scenario: 'waiting', hash: '/approvals', act: nth(1) },
  { name: 'approvals-earlier', scenario: 'waiting', hash: '/approvals', act: nth(4) },
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
  { name: 'approvals-alike', scenario: 'alike', hash: '/approvals', act: nth(1) },
  { name: 'approvals-high', scenario: 'alike', hash: '/approvals', act: nth(0) },
  {
    name: 'approvals-together',
    scenario: 'alike',
    hash: '/approvals',
    act: async (page) => {
      await nth(1)(page);
      await page.keyboard.press('g');
    },
  },
  {
    name: 'approvals-flood',
    scenario: 'alike',
    hash: '/approvals',
    act: async (page) => page.getByRole('button', { name: /^Deny all from it/ }).click(),
  },
  { name: 'approvals-drift', scenario: 'ended', hash: '/approvals', act: nth(2) },
  { name: 'approvals-gone', scenario: 'ended', hash: '/approvals', act: nth(3) },
  { name: 'approvals-preapproved', scenario: 'ended', hash: '/approvals', act: nth(4) },
  { name: 'approvals-for-failed', scenario: 'failed-house', hash: '/approvals', act: answering('a') },
  { name: 'paused', scenario: 'paused', hash: '/approvals' },
  {
    name: 'paused-kill',
    scenario: 'paused',
    hash: '/approvals',
    act: async (page) => page.getByRole('button', { name: /^End the 2 runs/ }).click(),
  },
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
  { name: 'approvals-hidden', scenario: 'hidden', hash: '/approvals' },
  { name: 'approvals-long', scenario: 'long', hash: '/approvals' },
  { name: 'approvals-session', scenario: 'kinds', hash: '/approvals' },
  { name: 'approvals-many', scenario: 'many', hash: '/approvals' },
  { name: 'approvals-empty', scenario: 'empty', hash: '/approvals' },
  { name: 'approvals-loading', scenario: 'loading', hash: '/approvals' },
  { name: 'approvals-failed', scenario: 'failed', hash: '/approvals' },
  { name: 'approvals-lost', scenario: 'lost', hash: '/approvals' },
  { name: 'permissions', scenario: 'permissions', hash: '/permissions', act: nth(1) },
  { name: 'permissions-trusted', scenario: 'permissions', hash: '/permissions', act: nth(0) },
  { name: 'permissions-trust', scenario: 'permissions', hash: '/permissions/trust' },
  { name: 'permissions-many', scenario: 'many-permissions', hash: '/permissions' },
  { name: 'permissions-empty', scenario: 'empty', hash: '/permissions' },
  { name: 'permissions-failed', scenario: 'failed-house', hash: '/permissions' },
  { name: 'permissions-loading', scenario: 'loading-house', hash: '/permissions' },
];
