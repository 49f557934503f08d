/** A look at a target from inside a container: whom, how, and in what. */
import type { ReactNode } from 'react';
import { Fact } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ProbePlan } from '#shared/model/index.ts';
import { targetWords } from '#shared/text/index.ts';
import { Claims } from './claims.tsx';
import { ContainerFacts } from './container-facts.tsx';

export function ProbeFacts({ plan }: { readonly plan: ProbePlan }): ReactNode {
  return (
    <>
      <p>
        Connects once from inside a container, waits a moment for a greeting{plan.tls && ', tries a TLS handshake'}, and
        hangs up. The program is Countersign’s own.
      </p>
      <dl className="facts">
        <Fact term="Target">
          <Visible text={targetWords(plan.target)} mode="layout" />
        </Fact>
        <ContainerFacts spec={plan.container} fromAgent={[]} />
      </dl>
      <Claims claims={[{ label: 'Why it wants to know', text: plan.reason }]} />
    </>
  );
}
