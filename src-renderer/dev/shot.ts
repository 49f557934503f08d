/** One picture: a scenario, where it opens, and what is done there before it is taken. */
import type { Page } from '@playwright/test';

export interface Shot {
  readonly name: string;
  readonly scenario: string;
  readonly hash: string;
  readonly dark?: boolean;
  readonly size?: readonly [number, number];
  readonly act?: (page: Page) => Promise<void>;
}

/** Opens the card, run or whatever else the list has at this place. */
export const nth = (n: number) => async (page: Page) => page.locator('[role="option"]').nth(n).click();
