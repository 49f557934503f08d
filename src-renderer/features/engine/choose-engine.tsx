/** Choosing an engine by its address. It has to answer before it is taken; otherwise the former stays, and what went wrong is said here. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { useCommand } from '#renderer/client/queries.ts';
import { useAnnounce } from '#renderer/ui/announce.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { EngineReport } from '#shared/model/index.ts';
import { useReport } from './use-report.ts';

export function ChooseEngine({ report }: { readonly report: EngineReport }): ReactNode {
  const { chosen } = report;
  const [address, setAddress] = useState(chosen?.address ?? '');
  const [folder, setFolder] = useState(chosen?.tls_folder ?? '');
  const choosing = useCommand('engine.choose');
  const keep = useReport();
  const announce = useAnnounce();
  const choose = (wanted: string | null): void => {
    if (choosing.isPending) return;
    const tls_folder = wanted === null || folder.trim() === '' ? null : folder.trim();
    choosing.mutate(
      { address: wanted, tls_folder },
      {
        onSuccess(next) {
          keep(next);
          announce(`Used from now on: ${next.name ?? 'no engine'}.`);
        },
      },
    );
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (address.trim() !== '') choose(address.trim());
  };
  const hasTls = /^(tcp|https):/.test(address.trim());
  return (
    <section className="card-part" aria-label="Another engine">
      <h2>{chosen === null ? 'Use another engine' : 'The engine that you chose'}</h2>
      <form className="engine-form" onSubmit={submit} noValidate>
        <Field
          label="Address of the engine"
          mono
          value={address}
          placeholder="unix:///run/user/1000/podman/podman.sock"
          hint="unix://PATH, tcp://HOST:2376, ssh://USER@HOST, or npipe://PATH on Windows"
          suggestions={report.places.filter(({ outcome }) => outcome === 'answers').map((place) => place.address)}
          onChange={setAddress}
        />
        {hasTls && (
          <Field
            label="Folder with its keys"
            mono
            value={folder}
            placeholder="/path/to/keys"
            hint="ca.pem, cert.pem and key.pem, for TLS. An absolute path on the machine that Countersign runs on."
            onChange={setFolder}
          />
        )}
        {choosing.error !== null && (
          <div role="alert">
            <Notice tone="deny">
              <Visible text={choosing.error.message} mode="layout" />
            </Notice>
          </div>
        )}
        <div className="card-row">
          <Button tone="approve" inert={choosing.isPending || address.trim() === ''} onClick={submit}>
            {choosing.isPending ? 'Asking it…' : 'Use this engine'}
          </Button>
          {chosen !== null && (
            <Button inert={choosing.isPending} onClick={() => choose(null)}>
              Use whichever is found
            </Button>
          )}
        </div>
        {/* Enter in a field sends a form that has something to send it with. */}
        <input type="submit" hidden />
      </form>
    </section>
  );
}
