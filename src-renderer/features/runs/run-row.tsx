/** A run as a row: who and where, how it is or ended, and what ran. */
import type { ReactNode } from 'react';
import { Said } from '#renderer/ui/badge.tsx';
import { useNow } from '#renderer/ui/now.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import { isFilePlan, type RunSummary } from '#shared/model/index.ts';
import { clock, duration, exactTime } from '#shared/text/index.ts';
import { folderName, planLine } from '../plan/words.ts';
import { endWords } from './run-words.ts';

export function RunRow({ run, home }: { readonly run: RunSummary; readonly home: string }): ReactNode {
  const folder = folderName(run.plan);
  return (
    <>
      <span className="row-who">
        <Visible text={folder === null ? run.client.name : `${run.client.name} · ${folder}`} />
      </span>
      <span className="row-end" title={exactTime(run.started_at)}>
        <RunState run={run} />
      </span>
      <code className="row-line">
        <Visible text={planLine(run.plan, home)} mode="layout" />
      </code>
    </>
  );
}

/** `running 0:07`, or how it ended and how long it took. */
export function RunState({ run }: { readonly run: RunSummary }): ReactNode {
  if (run.end === null) return <Running since={run.started_at} />;
  const { tone, icon, word } = endWords(run.end, isFilePlan(run.plan));
  return (
    <Said tone={tone} icon={icon}>
      {word}
      {/* Nobody saw how long one took whose host was killed. */}
      {run.end.reason !== 'lost' && ` · ${duration(run.end.duration_ms)}`}
    </Said>
  );
}

function Running({ since }: { readonly since: string }): ReactNode {
  const now = useNow(1000);
  return (
    <Said tone="allow" icon="dot">
      running {clock(now - Date.parse(since))}
    </Said>
  );
}
