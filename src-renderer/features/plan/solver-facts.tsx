/** An agent's own program against one target: the target, the package, what was checked of it, the container; its claims set apart. */
import type { ReactNode } from 'react';
import { CopyButton, Fact } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ApprovalId, SolverPlan } from '#shared/model/index.ts';
import { bytes, shortHash, targetWords, validatedWords } from '#shared/text/index.ts';
import { ArgvChips } from './argv-chips.tsx';
import { Claims } from './claims.tsx';
import { ContainerFacts } from './container-facts.tsx';

export function SolverFacts(props: { readonly plan: SolverPlan; readonly approval: ApprovalId | null }): ReactNode {
  const { plan } = props;
  return (
    <>
      <ArgvChips argv={plan.container.argv} />
      <dl className="facts">
        <Fact term="Target">
          <Visible text={targetWords(plan.target)} mode="layout" />
        </Fact>
        <Fact term="Package">
          <ul className="package">
            {plan.container.files.map((file) => (
              <li key={file.path}>
                <Visible text={file.path} /> <small>{bytes(file.bytes)}</small>{' '}
                <small>
                  sha256 <code title={file.sha256}>{shortHash(file.sha256)}</code>
                </small>
              </li>
            ))}
          </ul>
          <small>
            all of it: sha256 <code title={plan.package.sha256}>{shortHash(plan.package.sha256)}</code>{' '}
            <CopyButton text={plan.package.sha256} what="the package’s SHA-256 in full" />
          </small>
        </Fact>
        <Validated plan={plan} />
        {plan.derivedFrom !== null && <Fact term="Derived from">{plan.derivedFrom}</Fact>}
        <ContainerFacts spec={plan.container} fromAgent={plan.envFromAgent} />
      </dl>
      <Claims claims={claimsOf(plan)} />
    </>
  );
}

function Validated({ plan: { validated } }: { readonly plan: SolverPlan }): ReactNode {
  const { word, rest } = validatedWords(validated);
  return (
    <Fact term="As validated?" inWords>
      <strong>{word}</strong>: {rest}
    </Fact>
  );
}

const claimsOf = ({ claims: { sandboxFailure, localValidation } }: SolverPlan) => [
  { label: 'Its own sandbox failed', text: sandboxFailure.reason },
  { label: 'When', text: sandboxFailure.attemptedAt },
  { label: 'It ran', text: sandboxFailure.commandSummary },
  { label: 'It saw', text: sandboxFailure.errorExcerpt },
  { label: 'It solved a copy on its side', text: localValidation.summary },
];
