/** What a solver run left and what is kept of it: files, transcript in sections, and the way to run it once more. */
import { type ReactNode, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Fact } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { KeptFile, KeptKind, RunSummary, SolverPlan } from '#shared/model/index.ts';
import { PackageFiles } from '../plan/source/package-files.tsx';
import { RerunDialog } from './rerun-dialog.tsx';
import { useKept } from './use-kept.ts';

export function SolverKept({ run, plan }: { readonly run: RunSummary; readonly plan: SolverPlan }): ReactNode {
  const { data, error } = useKept(run);
  const [again, setAgain] = useState(false);
  const of = (kind: KeptKind): readonly KeptFile[] => data?.filter((file) => file.kind === kind) ?? [];
  const canRerun = of('package').length > 0;
  return (
    <section className="card-part solver-kept" aria-label="What it left">
      <dl className="facts">
        <Fact term="Files left">
          {error !== null ? (
            <span role="alert" className="in-words">
              They could not be looked up: <Visible text={error.message} mode="layout" />
            </span>
          ) : (
            <Files run={run} kind="left" files={of('left')} none={data === undefined ? 'Looking…' : 'none'} />
          )}
        </Fact>
        <Fact term="Transcript">
          <Files run={run} kind="report" files={of('report')} none={data === undefined ? 'Looking…' : 'not kept'} />
        </Fact>
      </dl>
      <div className="card-row">
        <Button inert={!canRerun} onClick={() => setAgain(true)}>
          Run again…
        </Button>
        {data !== undefined && !canRerun && <span className="quiet">Its package is not kept any more.</span>}
      </div>
      {again && <RerunDialog run={run} plan={plan} onClose={() => setAgain(false)} />}
    </section>
  );
}

function Files(props: {
  readonly run: RunSummary;
  readonly kind: KeptKind;
  readonly files: readonly KeptFile[];
  readonly none: string;
}): ReactNode {
  const { run, kind, files, none } = props;
  if (files.length === 0) return <span className="in-words">{none}</span>;
  return <PackageFiles files={files} entrypoint={null} home={{ at: 'run', run: run.id, kind }} />;
}
