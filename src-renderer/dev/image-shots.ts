/** Pictures of the images and of the engine. */
import { nth, type Shot } from './shot.ts';

const none = async (): Promise<void> => undefined;

export const imageShots: readonly Shot[] = [
  { name: 'images', scenario: 'images', hash: '/images', act: none },
  { name: 'images-outdated', scenario: 'images', hash: '/images', act: nth(0) },
  { name: 'images-building', scenario: 'images', hash: '/images', act: nth(2) },
  { name: 'images-waiting', scenario: 'images', hash: '/images', act: nth(3) },
  {
    name: 'images-packages',
    scenario: 'images',
    hash: '/images',
    act: async (page) => {
      await nth(1)(page);
      await page.getByRole('button', { name: 'show', exact: true }).click();
      await page.getByLabel('Only those whose name contains').scrollIntoViewIfNeeded();
    },
  },
  { name: 'images-failed', scenario: 'images-failed', hash: '/images', act: nth(1) },
  { name: 'images-stopped', scenario: 'images-failed', hash: '/images', act: nth(2) },
  { name: 'images-base', scenario: 'images', hash: '/images', act: nth(4) },
  { name: 'images-none', scenario: 'images-none', hash: '/images', act: none },
  { name: 'images-no-engine', scenario: 'engine-none', hash: '/images', act: none },
  { name: 'images-loading', scenario: 'loading-containers', hash: '/images', act: none },
  { name: 'images-broken', scenario: 'failed-containers', hash: '/images', act: none },
  { name: 'engine', scenario: 'engine', hash: '/engine', act: none },
  { name: 'engine-none', scenario: 'engine-none', hash: '/engine', act: none },
  { name: 'engine-warned', scenario: 'engine-warned', hash: '/engine', act: none },
  {
    name: 'engine-wrong',
    scenario: 'engine',
    hash: '/engine',
    act: async (page) => {
      await page.getByLabel('Address of the engine').fill('tcp://nobody.example:2376');
      await page.getByRole('button', { name: 'Use this engine' }).click();
      await page.getByRole('alert').scrollIntoViewIfNeeded();
    },
  },
  { name: 'engine-loading', scenario: 'loading-containers', hash: '/engine', act: none },
  { name: 'engine-broken', scenario: 'failed-containers', hash: '/engine', act: none },
];
