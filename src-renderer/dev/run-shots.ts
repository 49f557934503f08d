/** Pictures of runs and of sessions. */
import { nth, type Shot } from './shot.ts';

export const runShots: readonly Shot[] = [
  { name: 'runs-live', scenario: 'runs', hash: '/runs', act: nth(0) },
  { name: 'runs-long', scenario: 'runs', hash: '/runs', act: nth(1) },
  {
    name: 'runs-gap',
    scenario: 'runs',
    hash: '/runs',
    act: async (page) => {
      await nth(1)(page);
      await page.waitForTimeout(500);
      await page.locator('.term').evaluate((e) => e.scrollTo(0, 5000 * 20 - 200));
    },
  },
  {
    name: 'runs-search',
    scenario: 'runs',
    hash: '/runs',
    act: async (page) => {
      await nth(1)(page);
      await page.waitForTimeout(500);
      await page.keyboard.press('/');
      await page.keyboard.type('file-13');
    },
  },
  { name: 'runs-failed', scenario: 'runs', hash: '/runs', act: nth(2) },
  { name: 'runs-timeout', scenario: 'runs', hash: '/runs', act: nth(3) },
  {
    name: 'runs-stop',
    scenario: 'runs',
    hash: '/runs',
    act: async (page) => {
      await nth(0)(page);
      await page.waitForTimeout(300);
      await page.keyboard.press('s');
    },
  },
  { name: 'runs-empty', scenario: 'empty', hash: '/runs' },
  {
    name: 'runs-figures',
    scenario: 'sessions',
    hash: '/runs',
    act: async (page) => {
      await nth(2)(page);
      await page.getByRole('button', { name: 'show all' }).click();
    },
  },
  { name: 'sessions', scenario: 'sessions', hash: '/sessions', act: nth(0) },
  { name: 'sessions-ended', scenario: 'sessions', hash: '/sessions', act: nth(2) },
  { name: 'sessions-empty', scenario: 'empty', hash: '/sessions' },
  {
    name: 'sessions-end',
    scenario: 'sessions',
    hash: '/sessions',
    act: async (page) => {
      await nth(0)(page);
      await page.waitForTimeout(300);
      await page.keyboard.press('s');
    },
  },
];
