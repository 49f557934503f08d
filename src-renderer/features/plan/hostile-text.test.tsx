// @vitest-environment happy-dom
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { describe, expect, it } from 'vitest';
import { createQueryClient, HostProvider } from '#renderer/client/context.tsx';
import { createHostLink } from '#renderer/client/host-link.ts';
import { createFakeHost } from '#renderer/fake-host/fake-host.ts';
import { home } from '#renderer/fake-host/fixtures.ts';
import { hostilePlans } from '#renderer/testing/hostile-plans.ts';
import { readBack, type ShownNode } from '#renderer/testing/read-back.ts';
import type { CommandPlan } from '#shared/model/index.ts';
import { ArgvChips } from './argv-chips.tsx';
import { PlanSection } from './plan-section.tsx';

const perPage = 50;

/** Draws the plans page by page, and lets go of each page. @param look is shown each plan and the element that draws it */
async function drawAll(
  plans: readonly CommandPlan[],
  draw: (plan: CommandPlan, key: number) => ReactNode,
  look: (plan: CommandPlan, shown: Element) => void,
): Promise<void> {
  const element = document.createElement('div');
  const root = createRoot(element);
  const [host, queryClient] = [createHostLink(createFakeHost().carrier), createQueryClient()];
  for (let from = 0; from < plans.length; from += perPage) {
    const some = plans.slice(from, from + perPage);
    flushSync(() =>
      root.render(
        <HostProvider host={host} queryClient={queryClient}>
          {some.map(draw)}
        </HostProvider>,
      ),
    );
    expect(element.children).toHaveLength(some.length);
    for (const [index, plan] of some.entries()) look(plan, element.children[index] ?? element);
    await new Promise((resolve) => setTimeout(resolve));
  }
  root.unmount();
}

const readChips = (list: Element | null): string[] => [...(list?.children ?? [])].map((chip) => readBack(chip));

/** Everything that does not print as itself, lone surrogates included. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

function expectPrintable(shown: Element): void {
  const text = shown.textContent ?? '';
  if (unprintable.test(text)) throw new Error(`a character is drawn that does not print: ${JSON.stringify(text)}`);
}

describe('10,000 hostile plans', () => {
  it.each([1, 2, 3, 4, 5])(
    'read back from the page as exactly their arguments (2,000, seed %i)',
    async (seed) => {
      await drawAll(
        hostilePlans(2000, seed),
        (plan, key) => <ArgvChips key={key} argv={plan.argv} />,
        (plan, shown) => {
          expect(readChips(shown)).toEqual(plan.argv);
          expectPrintable(shown);
        },
      );
    },
    120_000,
  );
});

describe('a whole hostile plan', () => {
  it('reads back with its folder and its environment, and holds nothing that does not print (400)', async () => {
    await drawAll(
      hostilePlans(400, 6),
      (plan, key) => <PlanSection key={key} plan={plan} home={home} approval={null} />,
      (plan, shown) => {
        expect(readChips(shown.querySelector('.argv'))).toEqual(plan.argv);
        const rows = [...shown.querySelectorAll('.env tr')].map((row) => [
          readBack(row.children[0] ?? row),
          // An empty value is said in a word; the agent's own are followed by a note.
          row.querySelector('.quiet') === null ? readBack(withoutNote(row.children[1] ?? row)) : '',
        ]);
        expect(rows).toEqual(Object.entries(plan.env).sort());
        expectPrintable(shown);
        expect(shown.querySelector('script, img, iframe, [onerror]')).toBeNull();
      },
    );
  }, 120_000);
});

function withoutNote(cell: Element): ShownNode {
  const copy = document.createElement('td');
  copy.append(...[...cell.cloneNode(true).childNodes].filter((node) => node.nodeName !== 'SMALL'));
  return copy;
}
