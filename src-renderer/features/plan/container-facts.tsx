/** The container that a program would run in, in words: what it is, how much it may use up, and whom alone it can reach. */
import { type ReactNode, useState } from 'react';
import { CopyButton, Fact } from '#renderer/ui/card.tsx';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ContainerSpec } from '#shared/model/index.ts';
import { containerLimitWords, containmentWords, counted, egressWords, shortHash } from '#shared/text/index.ts';
import { EnvTable } from './env-table.tsx';

export function ContainerFacts(props: {
  readonly spec: ContainerSpec;
  /** Variables whose value the agent chose. */
  readonly fromAgent: readonly string[];
}): ReactNode {
  const { spec, fromAgent } = props;
  const [open, setOpen] = useState(fromAgent.length > 0);
  const set = Object.keys(spec.env).length;
  const chosen = fromAgent.length === 0 ? 'none' : fromAgent.length;
  return (
    <>
      <Fact term="Container" inWords>
        {containmentWords(spec)}
      </Fact>
      <Fact term="Network" inWords>
        <Visible text={egressWords(spec)} mode="layout" />
      </Fact>
      <Fact term="Limits" inWords>
        {containerLimitWords(spec)}
      </Fact>
      <Fact term="Image">
        <Visible text={spec.image.name} />{' '}
        <small>
          id <code title={spec.image.id}>{shortHash(spec.image.id.slice('sha256:'.length))}</code>{' '}
          <CopyButton text={spec.image.id} what="the image’s id in full" />
        </small>
      </Fact>
      <Fact term="Environment">
        <span className="in-words">
          {counted(set, 'variable', 'variables')}, {chosen} from the agent
        </span>{' '}
        {set > 0 && <Toggle open={open} onChange={setOpen} show="show" hide="hide" />}
        {open && set > 0 && <EnvTable env={spec.env} fromAgent={fromAgent} />}
      </Fact>
    </>
  );
}
