/** Pictures of solvers’ packages, as they wait and as they ran. */
import { nth, type Shot } from './shot.ts';

export const solverShots: readonly Shot[] = [
  { name: 'solver', scenario: 'solver-waits', hash: '/approvals', act: nth(0), size: [1280, 1500] },
  { name: 'solver-short', scenario: 'solver-waits', hash: '/approvals', act: nth(0) },
  { name: 'solver-dark', scenario: 'solver-waits', hash: '/approvals', act: nth(0), dark: true, size: [1280, 1500] },
  { name: 'solver-narrow', scenario: 'solver-waits', hash: '/approvals', act: nth(0), size: [320, 1700] },
  { name: 'solver-hides', scenario: 'solver-hides', hash: '/approvals', act: nth(0), size: [1280, 1500] },
  { name: 'solver-probe', scenario: 'solver-waits', hash: '/approvals', act: nth(1), size: [1280, 1000] },
  { name: 'solver-ran', scenario: 'solver-ran', hash: '/runs', act: nth(0), size: [1280, 1000] },
  {
    name: 'solver-ran-plan',
    scenario: 'solver-ran',
    hash: '/runs',
    size: [1280, 2200],
    act: async (page) => {
      await nth(0)(page);
      while ((await page.getByRole('button', { name: 'show', exact: true }).count()) > 0)
        await page.getByRole('button', { name: 'show', exact: true }).first().click();
    },
  },
  {
    name: 'solver-rerun',
    scenario: 'solver-ran',
    hash: '/runs',
    act: async (page) => {
      await nth(0)(page);
      await page.getByRole('button', { name: 'Run again…' }).click();
    },
  },
];
