/** An agent's own program against one target: the target, the program itself, what was checked of it, the container; its claims set apart. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { CopyButton, Fact } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { SolverPlan } from '#shared/model/index.ts';
import { bytes, counted, shortHash, shortId, targetWords, validatedWords } from '#shared/text/index.ts';
import { ArgvChips } from './argv-chips.tsx';
import { Claims } from './claims.tsx';
import { ContainerFacts } from './container-facts.tsx';
import { type FileHome, PackageFiles } from './source/package-files.tsx';

export function SolverFacts(props: { readonly plan: SolverPlan; readonly files: FileHome | null }): ReactNode {
  const { plan, files } = props;
  const { container, entrypoint } = plan;
  return (
    <>
      <ArgvChips argv={container.argv} />
      <section aria-label="The package">
        <PackageFiles files={container.files} entrypoint={entrypoint} home={files} />
        <p className="in-words quiet">
          {counted(container.files.length, 'file', 'files')}, {bytes(plan.package.bytes)} in all; together sha256{' '}
          <code title={plan.package.sha256}>{shortHash(plan.package.sha256)}</code>{' '}
          <CopyButton text={plan.package.sha256} what="the package’s SHA-256 in full" />
        </p>
      </section>
      <dl className="facts">
        <Fact term="Target" inWords>
          <Visible text={targetWords(plan.target)} mode="layout" />
        </Fact>
        <Validated plan={plan} />
        {plan.derivedFrom !== null && (
          <Fact term="Derived from" inWords>
            <Link href={`/runs/${plan.derivedFrom}`}>{shortId(plan.derivedFrom)}</Link>
          </Fact>
        )}
        <ContainerFacts spec={container} fromAgent={plan.envFromAgent} />
      </dl>
      <Claims claims={claimsOf(plan)} />
    </>
  );
}

/** The one part of the evidence that is checked stands among the facts; the rest are claims. */
function Validated({ plan: { validated } }: { readonly plan: SolverPlan }): ReactNode {
  const { word, rest } = validatedWords(validated);
  return (
    <Fact term="As validated" inWords>
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
