/** The files of a solver's package in a terminal: what would run, whole, with every hidden character visible. */
import type { FileContent, HostClient } from '#shared/contract/index.ts';
import type { ApprovalId, SolverPlan } from '#shared/model/index.ts';
import { bytes, counted, hexLines, hiddenCount, looksMixed, visibleText } from '#shared/text/index.ts';

export interface WaitingFile {
  readonly path: string;
  readonly isEntry: boolean;
  readonly content: FileContent;
}

/** Sixteen bytes a line: what is no text is looked at in the app beyond this. */
const MOST_HEX_LINES = 256;

/** The entry point first. @throws HostError */
export async function waitingFiles(
  host: HostClient,
  approval: ApprovalId,
  { container, entrypoint }: SolverPlan,
): Promise<readonly WaitingFile[]> {
  const files: WaitingFile[] = [];
  for (const { path } of container.files.toSorted((a, b) => rank(a.path) - rank(b.path))) {
    files.push({
      path,
      isEntry: path === entrypoint,
      content: await host.call('packages.waiting', { approval, path }),
    });
  }
  return files;

  function rank(path: string): number {
    return path === entrypoint ? 0 : 1;
  }
}

export function waitingFileLines({ path, isEntry, content }: WaitingFile): readonly string[] {
  const isText = content.encoding === 'utf8';
  const head = `  File ${visibleText(path)}${isEntry ? ' (is started)' : ''}, ${bytes(content.bytes)}${isText ? ', in full' : ', no text'}:`;
  return [
    head,
    ...(isText ? [...oddLines(content.content), ...textLines(content.content)] : byteLines(content.content)),
  ];
}

function oddLines(text: string): readonly string[] {
  const hidden = hiddenCount(text);
  return [
    ...(hidden > 0 ? [`  ! contains ${counted(hidden, 'hidden character', 'hidden characters')}, marked ‹so›`] : []),
    ...(looksMixed(text) ? ['  ! contains letters that look like others, marked ‹so›'] : []),
  ];
}

const textLines = (text: string): readonly string[] =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `  │ ${visibleText(line, 'source')}`);

function byteLines(base64: string): readonly string[] {
  const lines = hexLines(base64).split('\n');
  const more = lines.length - MOST_HEX_LINES;
  return [
    ...lines.slice(0, MOST_HEX_LINES).map((line) => `  │ ${line}`),
    ...(more > 0
      ? [`  ${counted(more, 'more line is', 'more lines are')} not shown here: the app shows all of it.`]
      : []),
  ];
}
