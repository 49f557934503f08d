/** Checks the whole chain on demand and says in words what was found. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { AuditReport } from '#shared/model/index.ts';
import { counted, grouped } from '#shared/text/index.ts';

export function VerifyButton(): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Verify</Button>
      {open && <VerifyDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function VerifyDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const cache = useQueryClient();
  const { data, error, isFetching } = useOperation('audit.verify', {});
  const close = (): void => {
    // The next look is a new check, never a remembered one.
    cache.removeQueries({ queryKey: ['audit.verify'] });
    onClose();
  };
  return (
    <Dialog label="Verify the audit log" onClose={close}>
      <h2 className="dialog-title">Verify the audit log</h2>
      <div role="status">
        {isFetching && data === undefined && <p>Checking every record…</p>}
        {error !== null && (
          <Notice tone="deny">
            The log could not be checked. <Visible text={error.message} mode="layout" />
          </Notice>
        )}
        {data !== undefined && <Report report={data} />}
      </div>
      <div className="card-row dialog-answers">
        <span className="gap" />
        <Button onClick={close} autoFocus>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

function Report({ report }: { readonly report: AuditReport }): ReactNode {
  const fine = report.integrity !== 'broken' && report.completeness !== 'cut';
  return (
    <div className="report">
      <p className={fine ? 'report-fine' : 'report-bad'}>
        <strong>{integrityWords(report)}</strong>
      </p>
      <p>{completenessWords(report)}</p>
      {report.problem !== null && (
        <Notice tone="deny">
          <Visible text={report.problem} mode="layout" />
        </Notice>
      )}
    </div>
  );
}

export function integrityWords({ integrity, records, first_bad }: AuditReport): string {
  switch (integrity) {
    case 'ok':
      return `Nothing was changed: ${counted(records, 'record hangs', 'records hang')} together, each on the one before.`;
    case 'broken':
      return first_bad === null
        ? 'The chain is broken: records were changed.'
        : `The chain is broken at #${grouped(first_bad)}: that record or one before it was changed.`;
    case 'empty':
      return 'There are no records yet.';
    default:
      return integrity satisfies never;
  }
}

export function completenessWords({ completeness }: AuditReport): string {
  switch (completeness) {
    case 'ok':
      return 'Nothing is missing at the end: the signed head agrees with the last record.';
    case 'cut':
      return 'Records are missing at the end: the signed head knows of later ones.';
    case 'unknown':
      return 'Whether something is missing at the end is not known: there is no signed head to compare with.';
    default:
      return completeness satisfies never;
  }
}
