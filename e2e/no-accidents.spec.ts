/**
 * What a hand, a key and a moving page can do to a prompt by accident: nothing. A real browser with real pointer events; the host is the
 * one of the development page, which keeps what it is told.
 */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { type ServedScenarios, serveScenarios } from '../test/serve-scenarios.ts';

let served: ServedScenarios;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  served = await serveScenarios();
});
test.afterAll(() => served.close());

/** As much of the page's fake host as these tests need. */
interface Dev {
  readonly dev: {
    readonly host: {
      readonly calls: readonly { readonly name: string; readonly input: unknown }[];
      readonly world: { status: Record<string, unknown>; approvals: readonly { id: string; state: string }[] };
      putApproval(card: unknown): void;
      emit(name: string, payload: unknown): void;
    };
    approvalOf(n: number, plan: unknown, changes: object): Promise<unknown>;
    commandPlan(argv: readonly string[]): unknown;
  };
}

const open = async (page: Page, scenario = 'waiting'): Promise<void> => {
  await page.clock.install();
  await page.goto(served.pageOf(scenario, '/approvals'));
  await page.getByRole('article').waitFor();
};
const armed = (page: Page): Promise<void> => page.locator('.answers[data-armed=true]').waitFor();
const disarmed = (page: Page): Promise<void> => page.locator('.answers[data-armed=false]').waitFor();
/**
 * Stops the page's clock, so that nothing is armed however long this machine takes over what comes next; `goesOn` sets it going. It can be
 * told to stand at a moment to come alone: where that is over before it hears of it, it stands all the same, and the second attempt is in time.
 */
const standsStill = async (page: Page): Promise<void> => {
  const stand = async (): Promise<void> => page.clock.pauseAt(await page.evaluate(() => Date.now() + 20));
  await stand().catch(stand);
};
const goesOn = (page: Page): Promise<void> => page.clock.resume();
const button = (page: Page, name: RegExp): Locator => page.getByRole('article').getByRole('button', { name });
/** Answers that reached the host. */
const answers = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    (globalThis as unknown as Dev).dev.host.calls
      .map(({ name }) => name)
      .filter((name) => /approve|deny|preapprove/i.test(name)),
  );
const arrive = (page: Page, from: number, count: number, risk = 'medium'): Promise<void> =>
  page.evaluate(
    async ([first, many, how]) => {
      const { host, approvalOf, commandPlan } = (globalThis as unknown as Dev).dev;
      for (let n = Number(first); n < Number(first) + Number(many); n += 1) {
        const asked_at = new Date().toISOString();
        host.putApproval(await approvalOf(n, commandPlan(['make', `target-${n}`]), { risk: how, asked_at }));
      }
    },
    [from, count, risk] as const,
  );
const setStatus = (page: Page, part: object): Promise<void> =>
  page.evaluate((fields) => {
    const { host } = (globalThis as unknown as Dev).dev;
    host.world.status = { ...host.world.status, ...fields };
    host.emit('host.changed', host.world.status);
  }, part);
const middle = async (target: Locator): Promise<{ readonly x: number; readonly y: number }> => {
  const box = await target.boundingBox();
  if (box === null) throw new Error('it is not on screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

test('a prompt takes no focus, when it opens and when another arrives', async ({ page }) => {
  await open(page);
  await arrive(page, 500, 3, 'high');
  await armed(page);
  expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
});

test('a click before the buttons are armed answers nothing, the same click after does', async ({ page }) => {
  await open(page);
  await armed(page);
  await standsStill(page);
  await page.keyboard.press('j');
  await disarmed(page);
  const at = await middle(button(page, /^Approve once/));
  await page.mouse.click(at.x, at.y);
  await page.keyboard.press('Control+Enter');
  expect(await answers(page)).toEqual([]);
  await goesOn(page);
  await armed(page);
  await page.mouse.click(at.x, at.y);
  await expect.poll(() => answers(page)).toEqual(['approvals.approve']);
});

test('the second click of a double click does not answer the next card', async ({ page }) => {
  await open(page);
  await armed(page);
  const at = await middle(button(page, /^Approve once/));
  await page.mouse.dblclick(at.x, at.y, { delay: 20 });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('npm install');
  expect(await answers(page)).toEqual(['approvals.approve']);
});

test('a press before, released after the buttons are armed, answers nothing', async ({ page }) => {
  await open(page);
  await armed(page);
  await standsStill(page);
  await page.keyboard.press('j');
  await disarmed(page);
  const at = await middle(button(page, /^Approve once/));
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await goesOn(page);
  await armed(page);
  await page.mouse.up();
  expect(await answers(page)).toEqual([]);
});

test('a button that comes to lie under a resting pointer is not armed, though it was before it moved', async ({
  page,
}) => {
  await open(page);
  const paused = { paused: { at: new Date().toISOString(), by: 'anna via terminal' } };
  // How far the band pushes the card down.
  const before = await middle(button(page, /^Deny$/));
  await setStatus(page, paused);
  await page.getByRole('region', { name: 'Paused' }).waitFor();
  const after = await middle(button(page, /^Deny$/));
  expect(after.y).toBeGreaterThan(before.y + 10);
  await setStatus(page, { paused: null });
  await expect.poll(async () => (await middle(button(page, /^Deny$/))).y).toBe(before.y);
  // The pointer rests where the button will be.
  await page.mouse.move(after.x, after.y + 12, { steps: 4 });
  await armed(page);
  await standsStill(page);
  await setStatus(page, paused);
  // A few frames, in which it sees that it moved.
  await page.clock.runFor(100);
  await disarmed(page);
  await page.mouse.down();
  await page.mouse.up();
  expect(await answers(page)).toEqual([]);
  await goesOn(page);
  await armed(page);
  await page.mouse.down();
  await page.mouse.up();
  await expect.poll(() => answers(page)).toEqual(['approvals.deny']);
});

test('the click that brings the window to the front is swallowed', async ({ page, context }) => {
  await open(page);
  await armed(page);
  const at = await middle(button(page, /^Approve once/));
  await page.mouse.move(at.x, at.y);
  // Without this a page under automation believes that it always has the focus.
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  const other = await context.newPage();
  await other.goto('about:blank');
  await other.bringToFront();
  await disarmed(page);
  await standsStill(page);
  await page.bringToFront();
  await page.mouse.down();
  await page.mouse.up();
  expect(await answers(page)).toEqual([]);
  await goesOn(page);
  await armed(page);
  await page.mouse.down();
  await page.mouse.up();
  await expect.poll(() => answers(page)).toEqual(['approvals.approve']);
});

test('nothing moves when other requests arrive, however many and of whatever risk', async ({ page }) => {
  await open(page);
  await armed(page);
  const places = async () => ({
    article: await page.getByRole('article').boundingBox(),
    buttons: await Promise.all(
      [/^Deny$/, /^Deny and tell/, /^Approve for/, /^Approve once/].map((name) => button(page, name).boundingBox()),
    ),
    row: await page.locator('[role=option][aria-selected=true]').boundingBox(),
    title: await page.getByRole('heading', { level: 1 }).textContent(),
  });
  const before = await places();
  await arrive(page, 500, 40, 'high');
  await arrive(page, 600, 40, 'low');
  await setStatus(page, {
    attention: { flooding: [{ client: 'Claude Code', waiting: 80, refused: 4 }], quiet: [] },
  });
  await expect(page.getByRole('region', { name: 'Clients to look at' })).toBeVisible();
  await expect(page.getByRole('link', { name: /^Approvals/ })).toContainText('83');
  expect(await places()).toEqual(before);
  await expect(page.locator('.answers[data-armed=true]')).toBeVisible();
});

test('Enter, Space, letters and Esc answer nothing, and neither does leaving the page', async ({ page }) => {
  await open(page);
  await armed(page);
  await button(page, /^Approve once/).focus();
  for (const key of ['Enter', 'Space', 'y', '1', 'Shift+Enter', 'Alt+Enter']) await page.keyboard.press(key);
  for (const key of ['a', 'Escape', 'd', 'Escape', 'Escape', 'Escape']) await page.keyboard.press(key);
  expect(await answers(page)).toEqual([]);
  await page.evaluate('window.dispatchEvent(new Event("beforeunload")), window.dispatchEvent(new Event("pagehide"))');
  expect(await answers(page)).toEqual([]);
});

test('touching the card stops its time, and says until when it is held', async ({ page }) => {
  await open(page);
  await expect(page.getByRole('timer').first()).toHaveText(/^\d+:\d\d$/);
  await page.getByRole('heading', { level: 1 }).click();
  await expect(page.getByRole('article').getByRole('timer')).toHaveText(/^held until \d\d:\d\d$/);
  expect(await answers(page)).toEqual([]);
});

test('a plan that goes on for pages is approved only once its end was in view, and so is a rule for it', async ({
  page,
}) => {
  await open(page, 'padded');
  await armed(page);
  const payload = page.locator('.chip').last();
  await expect(payload).toHaveText('; rm -rf ~');
  await expect(payload).not.toBeInViewport();
  await expect(button(page, /^Approve once/)).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Control+Enter');
  await button(page, /^Approve for/).click();
  await expect(button(page, /^Always/)).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
  expect(await answers(page)).toEqual([]);
  await page.getByRole('article').hover({ position: { x: 200, y: 200 } });
  // Wheel by wheel, as a reader does.
  for (let turn = 0; turn < 40 && (await page.getByText(/Scroll to the end of the plan/).isVisible()); turn += 1) {
    await page.mouse.wheel(0, 200);
    await page.waitForTimeout(20);
  }
  await armed(page);
  await expect(button(page, /^Approve once/)).not.toHaveAttribute('aria-disabled', 'true');
  await button(page, /^Approve for/).click();
  await expect(button(page, /^Always/)).not.toHaveAttribute('aria-disabled', 'true');
});

test('ten thousand spaces do not push what follows them out of sight', async ({ page }) => {
  await open(page, 'padded');
  await page.getByRole('option').nth(1).click();
  await expect(page.locator('.chip').nth(1)).toHaveText('·×10000; rm -rf ~');
  await expect(page.locator('.chip').nth(1)).toBeInViewport();
});
