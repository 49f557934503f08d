/** Hostile text in a real browser: what is drawn reads back as exactly what would run, in the order of its bytes, whatever it is. */
import { expect, type Page, test } from '@playwright/test';
import { type ReadBack, readBack } from '../src-renderer/testing/read-back.ts';
import { modernAgent } from '../test/agents.ts';
import { type ServedScenarios, serveScenarios } from '../test/serve-scenarios.ts';
import { startApp } from '../test/start-app.ts';
import { GIT_POLICY } from './git-workspace.ts';

/** As much of the development page as this needs. Comparing happens in there: half a surrogate pair does not survive the way out. */
interface InPage {
  readBack: ReadBack;
  readonly location: { hash: string };
  readonly document: {
    getElementById(id: string): unknown;
    querySelectorAll(selector: string): ArrayLike<Parameters<ReadBack>[0]>;
    readonly body: { readonly textContent: string };
  };
  readonly dev: {
    readonly host: {
      readonly world: {
        readonly approvals: readonly { readonly id: string; readonly plan: { readonly argv: readonly string[] } }[];
      };
    };
  };
}

let served: ServedScenarios;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  served = await serveScenarios();
});
test.afterAll(() => served.close());

/** Ten thousand take five minutes: `COUNTERSIGN_HOSTILE_PLANS=10000`. The same property runs over that many without a browser each time. */
const PLANS = Number(process.env.COUNTERSIGN_HOSTILE_PLANS ?? 1000);

test(`${PLANS} hostile plans, each opened as a prompt, read back as exactly their arguments`, async ({ page }) => {
  test.setTimeout(PLANS * 200 + 60_000);
  let read = 0;
  for (let seed = 1; read < PLANS; seed += 1) read += await readAll(page, seed);
});

/** Opens each of a seed's plans and reads it back. @returns how many there were */
async function readAll(page: Page, seed: number): Promise<number> {
  await page.goto(served.pageOf('hostile', '/approvals', seed));
  await page.getByRole('article').waitFor();
  await page.evaluate(`globalThis.readBack = ${readBack.toString()}`);
  const { read, wrong } = await page.evaluate(async (notPrinting) => {
    const inPage = globalThis as unknown as InPage;
    const drawn = async (id: string): Promise<void> => {
      const until = Date.now() + 30_000;
      while (inPage.document.getElementById(`title-${id}`) === null && Date.now() < until)
        await new Promise((resolve) => setTimeout(resolve));
    };
    const bad: string[] = [];
    let count = 0;
    for (const { id, plan } of inPage.dev.host.world.approvals) {
      inPage.location.hash = `#/approvals/${id}`;
      await drawn(id);
      const shown = Array.from(inPage.document.querySelectorAll('article .chip'), (chip) => inPage.readBack(chip));
      if (JSON.stringify(shown) !== JSON.stringify(plan.argv)) bad.push(JSON.stringify([plan.argv, shown]));
      if (new RegExp(notPrinting, 'u').test(inPage.document.body.textContent))
        bad.push(`something unprintable for ${id}`);
      count += 1;
    }
    return { read: count, wrong: bad };
  }, String.raw`[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]`);
  expect(wrong, `of seed ${seed}`).toEqual([]);
  expect(read).toBe(1000);
  return read;
}

test('letters that run from right to left are marked, and everything around them stands in the order of its bytes', async ({
  page,
}) => {
  await page.goto(served.pageOf('waiting', '/approvals'));
  await page.getByRole('article').waitFor();
  const lines = await page.evaluate(async () => {
    const { host, approvalOf, commandPlan } = (globalThis as unknown as RightToLeft).dev;
    const argv = ['echo', 'abc שלום 123', 'مرحبا.txt', '(שלום)/rm'];
    host.putApproval(await approvalOf(700, commandPlan(argv), { risk: 'high' }));
    const { document, location } = globalThis as unknown as RightToLeft;
    location.hash = `#/approvals/${host.world.approvals[0]?.id}`;
    await new Promise((resolve) => setTimeout(resolve, 500));
    // Where each letter is drawn, and each mark as a whole, for chips and for the sentence above them.
    return Array.from(document.querySelectorAll('article .chip, article h1'), (element) => {
      const places: { readonly left: number; readonly bottom: number }[] = [];
      for (const node of Array.from(element.childNodes)) {
        const isText = node.nodeName === '#text';
        for (let at = 0; at < (isText ? (node.textContent ?? '').length : 1); at += 1) {
          const range = document.createRange();
          if (isText) {
            range.setStart(node, at);
            range.setEnd(node, at + 1);
          } else range.selectNode(node);
          const { left, bottom } = range.getBoundingClientRect();
          places.push({ left, bottom });
        }
      }
      return places;
    });
  });
  expect(lines.length).toBe(5);
  for (const places of lines) {
    for (const [at, place] of places.entries()) {
      const before = places[at - 1];
      // A mark is set in smaller type, so that it does not end quite as low as a letter beside it.
      if (before !== undefined && Math.abs(before.bottom - place.bottom) < 8)
        expect(place.left).toBeGreaterThanOrEqual(before.left);
    }
  }
});

/** Also as much of the page as is needed, for places of letters. */
interface RightToLeft {
  readonly location: { hash: string };
  readonly document: {
    querySelectorAll(selector: string): ArrayLike<{
      readonly childNodes: ArrayLike<{ readonly nodeName: string; readonly textContent: string | null }>;
    }>;
    createRange(): {
      selectNode(node: unknown): void;
      setStart(node: unknown, at: number): void;
      setEnd(node: unknown, at: number): void;
      getBoundingClientRect(): { readonly left: number; readonly bottom: number };
    };
  };
  readonly dev: {
    readonly host: {
      readonly world: { readonly approvals: readonly { readonly id: string }[] };
      putApproval(card: unknown): void;
    };
    approvalOf(n: number, plan: unknown, changes: object): Promise<unknown>;
    commandPlan(argv: readonly string[]): unknown;
  };
}

test('what an agent sends with hidden characters reads back from the real app, and no rule is offered for it', async ({
  page,
}) => {
  const app = await startApp({ policy: GIT_POLICY });
  try {
    const agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude Code') });
    await page.goto(app.ui);
    await page.getByRole('link', { name: /Approvals/ }).click();
    const argv = ['date', '\u202e--set\u202c', 'a\u200bb', `x${' '.repeat(5000)}y`, '\u001b[2K', 'gіt', 'שלום 1', ''];
    const answer = agent.call('execute_command', { argv, working_dir: app.workspace, reason: 'fine\u202e' });
    const card = page.getByRole('article');
    await card.waitFor();
    await page.evaluate(`globalThis.readBack = ${readBack.toString()}`);
    const shown = await page.evaluate(() => {
      const inPage = globalThis as unknown as InPage;
      return Array.from(inPage.document.querySelectorAll('article .chip'), (chip) => inPage.readBack(chip));
    });
    expect(shown).toEqual(argv);
    await expect(card).toContainText('hidden characters, shown below as marks');
    await card.locator('[data-armed=true]').waitFor();
    await card.getByRole('button', { name: /^Approve for/ }).click();
    await expect(card.getByRole('button', { name: /^Always/ })).toHaveAttribute('aria-disabled', 'true');
    await expect(card.getByText(/^Always is not offered here/)).toBeVisible();
    await page.keyboard.press('Escape');
    await card.locator('[data-armed=true]').waitFor();
    await card.getByRole('button', { name: 'Deny', exact: true }).click();
    expect((await answer).value).toMatchObject({ code: 'APPROVAL_DENIED' });
    await agent.close();
  } finally {
    await app.close();
  }
});
