/** A command: its argument vector as chips, then everything else that decides what it does. */
import { type ReactNode, useState } from 'react';
import { Fact } from '#renderer/ui/card.tsx';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ApprovalId, CommandPlan } from '#shared/model/index.ts';
import { limitsWords, networkWords } from '#shared/text/index.ts';
import { ArgvChips } from './argv-chips.tsx';
import { EnvTable } from './env-table.tsx';
import { ledPaths } from './led-paths.ts';
import { FilePin, FolderPath, PathText } from './pinned.tsx';
import { SandboxFact } from './sandbox-fact.tsx';
import { StdinFact } from './stdin-text.tsx';
import { environmentWords } from './words.ts';

export function CommandFacts(props: {
  readonly plan: CommandPlan;
  readonly home: string;
  readonly approval: ApprovalId | null;
}): ReactNode {
  const { plan, home } = props;
  return (
    <>
      <ArgvChips argv={plan.argv} />
      <dl className="facts">
        <Fact term="Program">
          <FilePin file={plan.executable} home={home} />
        </Fact>
        {plan.operands.length > 0 && (
          <Fact term={plan.operands.length === 1 ? 'Script' : 'Scripts'}>
            {plan.operands.map((file) => (
              <FilePin key={file.path} file={file} home={home} />
            ))}
          </Fact>
        )}
        {plan.envFiles !== undefined && (
          <Fact term="Variables from">
            {plan.envFiles.map((file) => (
              <FilePin key={file.path} file={file} home={home} />
            ))}
          </Fact>
        )}
        <Fact term="Folder">
          <FolderPath path={plan.cwd.path} home={home} />
        </Fact>
        <LedPaths plan={plan} />
        <Environment plan={plan} />
        <Fact term="Standard input">
          <StdinFact stdin={plan.stdin} approval={props.approval} />
        </Fact>
        <Fact term="Sandbox">
          <SandboxFact plan={plan} home={home} />
        </Fact>
        <Fact term="Network" inWords>
          {networkWords(plan)}
        </Fact>
        <Fact term="Limits" inWords>
          {limitsWords(plan.limits)}
        </Fact>
      </dl>
    </>
  );
}

/** Where an argument is a path that leads elsewhere than it says, both are shown. */
function LedPaths({ plan }: { readonly plan: CommandPlan }): ReactNode {
  const led = ledPaths(plan);
  if (led.length === 0) return null;
  return (
    <Fact term={led.length === 1 ? 'Path' : 'Paths'}>
      <ul>
        {led.map(({ named, path }) => (
          <li key={`${named} ${path}`} className="exact">
            <Visible text={named} /> <span className="in-words">leads to</span> <PathText path={path} />
          </li>
        ))}
      </ul>
    </Fact>
  );
}

/** Variables of the agent's own choosing are shown at once; the rest on demand. */
function Environment({ plan }: { readonly plan: CommandPlan }): ReactNode {
  const [open, setOpen] = useState(plan.envFromAgent.length > 0);
  const some = Object.keys(plan.env).length > 0;
  return (
    <Fact term="Environment">
      <span className="in-words">{environmentWords(plan)}</span>{' '}
      {some && <Toggle open={open} onChange={setOpen} show="show" hide="hide" />}
      {open && some && <EnvTable env={plan.env} fromAgent={plan.envFromAgent} />}
    </Fact>
  );
}
