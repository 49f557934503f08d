/** A plan about files: every fact of it, as shared text says them. */
import { Fragment, type ReactNode } from 'react';
import { CopyButton, Fact } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ApprovalId, FilePlan } from '#shared/model/index.ts';
import { type FileFact, fileFacts, shortenHome, shortHash } from '#shared/text/index.ts';
import { WaitingChange } from './file-change.tsx';
import { FolderPath, PathText } from './pinned.tsx';

export function FileFacts(props: {
  readonly plan: FilePlan;
  readonly home: string;
  /** The card on which it waits: then what would change can be read through it. */
  readonly approval: ApprovalId | null;
  /** Whether the session is named around it already. */
  readonly namesSession?: boolean;
}): ReactNode {
  const { plan, home, approval, namesSession = false } = props;
  const facts = fileFacts(plan).filter(({ term }) => !(namesSession && term === 'Session'));
  return (
    <>
      <Facts facts={facts} home={home} />
      {plan.kind === 'file.write' && approval !== null && <WaitingChange approval={approval} plan={plan} />}
    </>
  );
}

function Facts({ facts, home }: { readonly facts: readonly FileFact[]; readonly home: string }): ReactNode {
  return (
    <dl className="facts">
      {facts.map((fact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts stand in a fixed order
        <Fragment key={index}>
          <Fact term={fact.term} inWords={fact.kind === 'words'}>
            <Value fact={fact} home={home} />
          </Fact>
        </Fragment>
      ))}
    </dl>
  );
}

function Value({ fact, home }: { readonly fact: FileFact; readonly home: string }): ReactNode {
  switch (fact.kind) {
    case 'path':
      return (
        <>
          <FolderPath path={fact.path} home={home} />
          {fact.named !== null && (
            <small>
              {' '}
              named <PathText path={shortenHome(fact.named, home)} />
            </small>
          )}
        </>
      );
    case 'words':
      return fact.text;
    case 'exact':
      return (
        <span className="exact">
          <Visible text={fact.text} />
        </span>
      );
    case 'hash':
      return (
        <>
          <span className="in-words">{fact.text}</span>{' '}
          <small>
            sha256 <code title={fact.sha256}>{shortHash(fact.sha256)}</code>{' '}
            <CopyButton text={fact.sha256} what="the SHA-256 in full" />
          </small>
        </>
      );
    default:
      return fact satisfies never;
  }
}
