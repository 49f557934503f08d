/**
 * Whether what plans would write is on screen: both sides of each were read, and are the ones that the plan names, by their SHA-256 taken
 * here in the page. Until then nothing of it may be approved. What cannot be shown (no text, or too much of it) says so in its place.
 */
import { useQueries } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useHost } from '#renderer/client/context.tsx';
import type { FileSide, HostError, OperationOutput } from '#shared/contract/index.ts';
import type { Approval, FileWritePlan, Sha256 } from '#shared/model/index.ts';
import { hashOf } from './text-hash.ts';

/** `unread`: it could not be read, and the page says why. `different`: it is not what the plan names. */
export type ChangeShown = 'yes' | 'reading' | 'unread' | 'different';

type Waiting = OperationOutput<'files.waiting'>;
type Card = Pick<Approval, 'id' | 'plan'>;
const isWrite = (card: Card): card is Card & { readonly plan: FileWritePlan } => card.plan.kind === 'file.write';

export function useChangesShown(cards: readonly Card[]): ChangeShown {
  const host = useHost();
  const writes = cards.filter(isWrite);
  const found = useQueries({
    queries: writes.map(({ id }) => ({
      // As `useOperation` has it, so that what is drawn is what is looked at here.
      queryKey: ['files.waiting', { approval: id }],
      queryFn: (): Promise<Waiting> => host.call('files.waiting', { approval: id }),
    })),
  }) as readonly { readonly data: Waiting | undefined; readonly error: HostError | null }[];
  const hashes = useHashes(found.flatMap(({ data }) => [data?.before?.text, data?.after?.text]));
  const states = writes.map(({ plan }, index): ChangeShown => {
    const { data, error } = found[index] ?? { data: undefined, error: null };
    if (data === undefined) return error === null ? 'reading' : 'unread';
    return worst([sideShown(data.before, plan.before, hashes), sideShown(data.after, plan.after, hashes)]);
  });
  return worst(states);
}

function sideShown(
  side: FileSide | null,
  planned: { readonly sha256: Sha256 } | null,
  hashes: ReadonlyMap<string, string>,
): ChangeShown {
  if (side === null || planned === null) return side === planned ? 'yes' : 'different';
  if (side.sha256 !== planned.sha256) return 'different';
  if (side.text === null) return 'yes';
  const hash = hashes.get(side.text);
  if (hash === undefined) return 'reading';
  return hash === planned.sha256 ? 'yes' : 'different';
}

const order = ['different', 'unread', 'reading', 'yes'] as const;
const worst = (states: readonly ChangeShown[]): ChangeShown => order.find((state) => states.includes(state)) ?? 'yes';

/** The SHA-256 of each text, as they become known. */
function useHashes(texts: readonly (string | null | undefined)[]): ReadonlyMap<string, string> {
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  const asked = useRef(new Set<string>());
  useEffect(() => {
    for (const text of texts) {
      if (text === null || text === undefined || asked.current.has(text)) continue;
      asked.current.add(text);
      hashOf(text).then(
        (hash) => setKnown((before) => new Map([...before, [text, hash]])),
        // Where the page cannot hash, nothing is said to be the same.
        () => undefined,
      );
    }
  });
  return known;
}
