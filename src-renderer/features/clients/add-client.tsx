/** Makes a client: a name from the person, a token from the host. */
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useCommand } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import { ClientName } from '#shared/model/index.ts';
import './clients.css';
import { ConnectApp } from './connect-app.tsx';

export function AddClient({ suggestion = '' }: { readonly suggestion?: string }): ReactNode {
  const [name, setName] = useState(suggestion);
  const [complaint, setComplaint] = useState<string | null>(null);
  const adding = useCommand('clients.add');
  const id = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const parsed = ClientName.safeParse(name.trim());
    setComplaint(parsed.success ? null : nameComplaint);
    if (parsed.success && !adding.isPending) adding.mutate({ name: parsed.data });
  };
  if (adding.data !== undefined) return <ConnectApp name={adding.data.name} token={adding.data.token} />;
  const problem = complaint ?? adding.error?.message ?? null;
  return (
    <form className="add-client" onSubmit={submit} noValidate>
      <label htmlFor={id}>Name of the agent program</label>
      <div className="card-row">
        <input
          id={id}
          className="field"
          value={name}
          maxLength={63}
          autoComplete="off"
          spellCheck={false}
          placeholder="Claude Code"
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          aria-invalid={problem !== null}
          onChange={(event) => setName(event.target.value)}
        />
        <Button tone="approve" inert={adding.isPending} onClick={submit}>
          Make a token
        </Button>
      </div>
      {problem !== null && (
        <div id={`${id}-problem`} role="alert">
          <Notice tone="plain">
            <Visible text={problem} mode="layout" />
          </Notice>
        </div>
      )}
      <p className="quiet">It is how you will recognise the program here, in the log and in the policy.</p>
    </form>
  );
}

const nameComplaint =
  'A name has 1 to 63 letters, digits, spaces, dots, dashes or underscores, and starts with a letter or digit.';
