/** What is installed in an image, with versions, narrowed by typing. */
import { type ReactNode, useId, useState } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Loading } from '#renderer/ui/states.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ImagePackage, RunnerImage } from '#shared/model/index.ts';
import { counted } from '#shared/text/index.ts';

export function ImagePackages({ image }: { readonly image: RunnerImage }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <section className="card-part" aria-label="What is installed">
      <div className="card-row">
        <h2>What is installed</h2>
        <Toggle open={open} onChange={setOpen} show="show" hide="hide" />
      </div>
      {open && <Packages name={image.name} />}
    </section>
  );
}

function Packages({ name }: { readonly name: string }): ReactNode {
  const found = useOperation('images.packages', { name });
  if (found.data === undefined) {
    return found.error === null ? (
      <Loading label="Looking into the image" lines={4} />
    ) : (
      <div role="alert">
        <Notice tone="plain">
          It could not be looked into. <Visible text={found.error.message} mode="layout" />{' '}
          <Button tone="bare" onClick={() => void found.refetch()}>
            Try again
          </Button>
        </Notice>
      </div>
    );
  }
  const { packages } = found.data;
  if (packages === null) return <p className="quiet">The image does not say. It may not be a Debian.</p>;
  return <Table packages={packages} />;
}

function Table({ packages }: { readonly packages: readonly ImagePackage[] }): ReactNode {
  const [text, setText] = useState('');
  const id = useId();
  const shown = packages.filter(({ name }) => name.includes(text.trim().toLowerCase()));
  return (
    <>
      <div className="form-field">
        <label htmlFor={id}>Only those whose name contains</label>
        <input
          id={id}
          className="input input-mono"
          type="search"
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <p className="quiet" role="status">
        {shown.length === packages.length
          ? counted(packages.length, 'package', 'packages')
          : `${shown.length} of ${counted(packages.length, 'package', 'packages')}`}
      </p>
      {shown.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must be able to
        <section className="image-packages" tabIndex={0} aria-label="Packages">
          <table>
            <thead>
              <tr>
                <th scope="col">Package</th>
                <th scope="col">Version</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((each) => (
                <tr key={each.name}>
                  <th scope="row">
                    <code>{each.name}</code>
                  </th>
                  <td>
                    <code>{each.version}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
