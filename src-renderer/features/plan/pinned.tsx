/** Files and folders as a plan pinned them: the path in full within reach, the hash in short with the whole of it to copy. */
import { Fragment, type ReactNode } from 'react';
import { CopyButton } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { PinnedFile } from '#shared/model/index.ts';
import { shortenHome, shortHash } from '#shared/text/index.ts';

export function FolderPath({ path, home }: { readonly path: string; readonly home: string }): ReactNode {
  return (
    <span className="exact" title={path}>
      <PathText path={shortenHome(path, home)} />
    </span>
  );
}

/** A path that may break into lines after its slashes. */
export function PathText({ path }: { readonly path: string }): ReactNode {
  return path.split(/(?<=[\\/])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other identity than their place
    <Fragment key={index}>
      <Visible text={part} />
      <wbr />
    </Fragment>
  ));
}

export function FilePin({ file, home }: { readonly file: PinnedFile; readonly home: string }): ReactNode {
  return (
    <div>
      <FolderPath path={file.path} home={home} />{' '}
      <small>
        {file.named !== file.path && (
          <>
            named <PathText path={shortenHome(file.named, home)} /> ·{' '}
          </>
        )}
        sha256 <code title={file.sha256}>{shortHash(file.sha256)}</code>{' '}
        <CopyButton text={file.sha256} what="the SHA-256 in full" />
      </small>
    </div>
  );
}
