/** Changes that were made to the file outside the app: the one that waits, with its difference, and whether they have to wait at all. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useCommand, useOperation } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { TextDiff } from '#renderer/ui/text-diff.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { PolicyStatus } from '#shared/contract/index.ts';

export function OutsideBanner({ status }: { readonly status: PolicyStatus }): ReactNode {
  const [open, setOpen] = useState(true);
  const cache = useQueryClient();
  const waiting = status.outside_change === true;
  const change = useOperation('policy.outside', {}, { enabled: waiting });
  const inForce = useOperation(
    'policy.version',
    { version: status.version },
    { enabled: waiting && status.version > 0 },
  );
  const accepting = useCommand('policy.accept');
  const discarding = useCommand('policy.discard');
  if (!waiting || change.data === undefined || change.data === null) return null;
  const { sha256, seen_at, text } = change.data;
  const busy = accepting.isPending || discarding.isPending;
  const error = accepting.error ?? discarding.error;
  const after = { onSettled: () => void cache.invalidateQueries({ predicate: ({ queryKey }) => isPolicy(queryKey) }) };
  return (
    <section className="policy-banner" aria-label="Change made outside the app">
      <Notice tone="ask">
        <p>
          The file was changed outside the app <Ago iso={seen_at} />. The change does not count until you accept it.{' '}
          <Toggle open={open} onChange={setOpen} show="show what changed" hide="hide what changed" />
        </p>
      </Notice>
      {error !== null && (
        <p role="alert" className="form-problem">
          <Visible text={error.message} mode="layout" />
        </p>
      )}
      <div className="card-row">
        <Button inert={busy} onClick={() => discarding.mutate({ sha256 }, after)}>
          Discard the change
        </Button>
        <Button inert={busy} onClick={() => accepting.mutate({ sha256 }, after)}>
          Accept the change
        </Button>
      </div>
      {open && <TextDiff label="What was changed outside the app" before={inForce.data?.text ?? ''} after={text} />}
    </section>
  );
}

const isPolicy = (queryKey: readonly unknown[]): boolean => String(queryKey[0]).startsWith('policy.');

export function OutsideSwitch(): ReactNode {
  const cache = useQueryClient();
  const settings = useOperation('policy.settings', {});
  const changing = useCommand('policy.confirmOutside');
  // Chosen, and not confirmed by the host yet.
  const [wanted, want] = useState<boolean | null>(null);
  if (settings.data === undefined) return null;
  const change = (on: boolean): void => {
    want(on);
    changing.mutate(
      { on },
      {
        onSuccess: (changed) => cache.setQueryData(['policy.settings', {}], { confirm_outside: changed.on }),
        onSettled() {
          want(null);
          // What waited takes effect once nobody wants to be asked any more.
          void cache.invalidateQueries({ predicate: ({ queryKey }) => isPolicy(queryKey) });
        },
      },
    );
  };
  return (
    <>
      <label className="switch">
        <input
          type="checkbox"
          checked={wanted ?? settings.data.confirm_outside}
          onChange={(event) => change(event.target.checked)}
        />
        Ask me before changes made outside the app count
      </label>
      {changing.error !== null && (
        <p role="alert" className="form-problem">
          <Visible text={changing.error.message} mode="layout" />
        </p>
      )}
    </>
  );
}
