/** What can be done with a run that is over: take it along as a file, or delete it. */
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { useHost } from '#renderer/client/context.tsx';
import { useCommand } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Confirm } from '#renderer/ui/dialog.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { RunSummary } from '#shared/model/index.ts';
import type { RunExportFormat } from '#shared/text/index.ts';

const formats = [
  { format: 'asciicast', name: 'recording', ending: 'cast' },
  { format: 'json', name: 'JSON', ending: 'json' },
] as const;

export function KeepButtons({ run }: { readonly run: RunSummary }): ReactNode {
  const host = useHost();
  const [said, setSaid] = useState<string | null>(null);
  const whole = async (format: RunExportFormat): Promise<string> => {
    let text = '';
    for (let from: number | null = 0; from !== null; ) {
      const piece: { readonly text: string; readonly next: number | null } = await host.call('runs.export', {
        ...{ id: run.id, format, from },
      });
      text += piece.text;
      from = piece.next;
    }
    return text;
  };
  /** The desktop window saves no files by itself, so there it goes to the clipboard. */
  const take = async ({ format, name, ending }: (typeof formats)[number]): Promise<void> => {
    try {
      const text = await whole(format);
      if (host.kind === 'browser') saveAs(`${run.id}.${ending}`, text);
      else await navigator.clipboard.writeText(text);
      setSaid(host.kind === 'browser' ? null : `The ${name} is on the clipboard.`);
    } catch (error) {
      setSaid(`The ${name} could not be made: ${error instanceof Error ? error.message : 'no reason was given'}`);
    }
  };
  const verb = host.kind === 'browser' ? 'Save' : 'Copy';
  return (
    <>
      {formats.map((one) => (
        <Button key={one.format} onClick={() => void take(one)}>
          {verb} as {one.name}
        </Button>
      ))}
      <span className="gap" />
      <DeleteButton run={run} />
      {said !== null && (
        <div role="status">
          <Visible text={said} mode="layout" />
        </div>
      )}
    </>
  );
}

function saveAs(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function DeleteButton({ run }: { readonly run: RunSummary }): ReactNode {
  const [asking, setAsking] = useState(false);
  const [, go] = useLocation();
  const deleting = useCommand('runs.delete');
  return (
    <>
      <Button tone="deny" inert={deleting.isPending} onClick={() => setAsking(true)}>
        Delete
      </Button>
      {deleting.error !== null && (
        <div role="alert">
          <Notice tone="plain">
            It was not deleted. <Visible text={deleting.error.message} mode="layout" />
          </Notice>
        </div>
      )}
      {asking && (
        <Confirm
          title="Delete this run?"
          keep="Keep it"
          act="Delete it"
          onKeep={() => setAsking(false)}
          onAct={() => {
            setAsking(false);
            deleting.mutate({ id: run.id }, { onSuccess: () => go('/runs', { replace: true }) });
          }}
        >
          <p>What it was and everything that it printed are gone then. This cannot be taken back.</p>
          <p className="quiet">The audit log keeps its records of the run, and of its deletion.</p>
        </Confirm>
      )}
    </>
  );
}
