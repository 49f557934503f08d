/** Pictures of cards and runs about files. */
import { nth, type Shot } from './shot.ts';

export const fileShots: readonly Shot[] = [
  { name: 'files-edit', scenario: 'files', hash: '/approvals', act: nth(0) },
  { name: 'files-create', scenario: 'files', hash: '/approvals', act: nth(1) },
  { name: 'files-odd', scenario: 'files', hash: '/approvals', act: nth(2) },
  { name: 'files-binary', scenario: 'files', hash: '/approvals', act: nth(3) },
  {
    name: 'files-long',
    scenario: 'files',
    hash: '/approvals',
    act: async (page) => {
      await nth(4)(page);
      await page.getByRole('button', { name: 'read it' }).click();
    },
  },
  { name: 'files-reading', scenario: 'files-reading', hash: '/approvals', act: nth(0) },
  { name: 'files-unread', scenario: 'files-unread', hash: '/approvals', act: nth(0) },
  { name: 'files-move', scenario: 'files', hash: '/approvals', act: nth(5) },
  { name: 'files-delete', scenario: 'files', hash: '/approvals', act: nth(6) },
  { name: 'files-link', scenario: 'files', hash: '/approvals', act: nth(7) },
  { name: 'file-run', scenario: 'file-runs', hash: '/runs', act: nth(0) },
  {
    name: 'file-run-revert',
    scenario: 'file-runs',
    hash: '/runs',
    act: async (page) => {
      await nth(0)(page);
      await page.waitForTimeout(300);
      await page.keyboard.press('r');
    },
  },
  { name: 'file-run-moved', scenario: 'file-runs', hash: '/runs', act: nth(1) },
  { name: 'file-run-failed', scenario: 'file-runs', hash: '/runs', act: nth(3) },
];
