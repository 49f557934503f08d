/** The files of a package, each to be opened in full. The entry point is open from the start: it is what would run. */
import { type ReactNode, useMemo, useState } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { CopyButton } from '#renderer/ui/card.tsx';
import { Toggle } from '#renderer/ui/disclosure.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { FileContent } from '#shared/contract/index.ts';
import type { ApprovalId, KeptKind, PackageFile, RunId } from '#shared/model/index.ts';
import { bytes, counted, hexLines, hiddenCount, looksMixed, shortHash } from '#shared/text/index.ts';
import { SourceView } from './source-view.tsx';

/** Where the bytes can be read: at the card while it waits, with the run afterwards. */
export type FileHome =
  | { readonly at: 'card'; readonly approval: ApprovalId }
  | { readonly at: 'run'; readonly run: RunId; readonly kind: KeptKind };

export function PackageFiles(props: {
  readonly files: readonly PackageFile[];
  readonly entrypoint: string | null;
  readonly home: FileHome | null;
}): ReactNode {
  const { files, entrypoint, home } = props;
  const first = files.toSorted((a, b) => Number(b.path === entrypoint) - Number(a.path === entrypoint));
  return (
    <ul className="package">
      {first.map((file) => (
        <OneFile key={file.path} file={file} isEntry={file.path === entrypoint} home={home} />
      ))}
    </ul>
  );
}

function OneFile(props: {
  readonly file: PackageFile;
  readonly isEntry: boolean;
  readonly home: FileHome | null;
}): ReactNode {
  const { file, isEntry, home } = props;
  const [open, setOpen] = useState(isEntry && home !== null);
  return (
    <li>
      <div className="package-head">
        <code className="exact">
          <Visible text={file.path} />
        </code>
        <small>
          {isEntry && 'is started · '}
          {bytes(file.bytes)} · sha256 <code title={file.sha256}>{shortHash(file.sha256)}</code>
        </small>
        <span className="package-acts">
          <CopyButton text={file.sha256} what={`the SHA-256 of ${file.path} in full`} />
          {home !== null && <Toggle open={open} onChange={setOpen} show="show" hide="hide" />}
        </span>
      </div>
      {open && home?.at === 'card' && <WaitingFile approval={home.approval} file={file} />}
      {open && home?.at === 'run' && <StoredFile run={home.run} kind={home.kind} file={file} />}
    </li>
  );
}

function WaitingFile({ approval, file }: { readonly approval: ApprovalId; readonly file: PackageFile }): ReactNode {
  const { data, error } = useOperation('packages.waiting', { approval, path: file.path });
  return <Opened path={file.path} data={data} problem={error?.message ?? null} />;
}

function StoredFile(props: { readonly run: RunId; readonly kind: KeptKind; readonly file: PackageFile }): ReactNode {
  const { run, kind, file } = props;
  const { data, error } = useOperation('packages.keptFile', { run, kind, path: file.path });
  return <Opened path={file.path} data={data} problem={error?.message ?? null} />;
}

function Opened(props: {
  readonly path: string;
  readonly data: FileContent | undefined;
  readonly problem: string | null;
}): ReactNode {
  const { path, data, problem } = props;
  if (problem !== null) {
    return (
      <p className="in-words" role="alert">
        The file could not be read: <Visible text={problem} mode="layout" />
      </p>
    );
  }
  if (data === undefined) return <p className="in-words quiet">Reading…</p>;
  return <Content path={path} file={data} />;
}

const pythonNames = /\.(?:py|sage)$/i;

function Content({ path, file }: { readonly path: string; readonly file: FileContent }): ReactNode {
  const isText = file.encoding === 'utf8';
  const text = useMemo(() => (isText ? file.content : hexLines(file.content)), [isText, file.content]);
  const odd = useMemo(() => oddities(isText ? file.content : ''), [isText, file.content]);
  if (file.bytes === 0) return <p className="in-words quiet">The file is empty.</p>;
  return (
    <>
      {!isText && <p className="in-words quiet">No text: its bytes, sixteen a line.</p>}
      {odd !== null && <p className="source-odd">{odd}</p>}
      <SourceView text={text} isPython={isText && pythonNames.test(path)} label={`The file ${path}`} />
    </>
  );
}

/** Said above the file, since what is meant may be far down in it. */
function oddities(text: string): string | null {
  const hidden = hiddenCount(text);
  const found = [
    ...(hidden > 0 ? [counted(hidden, 'hidden character', 'hidden characters')] : []),
    ...(looksMixed(text) ? ['letters that look like others'] : []),
  ];
  return found.length === 0 ? null : `Contains ${found.join(' and ')}, marked below.`;
}
