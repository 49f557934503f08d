/**
 * Files as MCP resources: `countersign://files/SESSION/home/anna/notes.txt`, with `-` where no session is meant. Fetching one is reading the
 * whole file with `read_file`: the policy decides on it for the client that fetches, and a session is known to its own client alone.
 */
import { basename } from 'node:path';
import type { ToolResources } from '#host/capabilities/capability.ts';
import { type FileReadPlan, type ResourceLink, SessionId } from '#shared/model/index.ts';

const SCHEME = 'countersign://files/';
const NO_SESSION = '-';

interface Read {
  readonly content: string;
  readonly is_binary: boolean;
  readonly mime_type: string;
}

export const fileResources: ToolResources<Read> = {
  template: {
    uriTemplate: `${SCHEME}{session_id}/{+path}`,
    name: 'file',
    title: 'A file',
    description:
      'A whole file in the policy’s paths, as a link of read_file names it. Larger ones are for download_file. “-” stands for no session.',
  },
  inputFor(uri) {
    const [session = '', ...names] = uri.startsWith(SCHEME) ? uri.slice(SCHEME.length).split('/') : [];
    const path = pathOf(names);
    // One address a file: what is spelt in another way is none.
    if (path === null || uriOf(session, path) !== uri) return undefined;
    if (session === NO_SESSION) return { path, whole: true };
    const session_id = SessionId.safeParse(session);
    return session_id.success ? { path, session_id: session_id.data, whole: true } : undefined;
  },
  contentOf: ({ content, is_binary, mime_type: mimeType }) =>
    is_binary ? { mimeType, blob: content } : { mimeType, text: content },
};

export function fileLink(
  { file: { path }, session }: FileReadPlan,
  { mime_type, size_bytes }: { readonly mime_type: string; readonly size_bytes: number },
): ResourceLink {
  return {
    uri: uriOf(session ?? NO_SESSION, path),
    name: basename(path),
    description: 'The whole file.',
    mimeType: mime_type,
    bytes: size_bytes,
  };
}

/** On Windows a path begins with its drive, elsewhere with a slash that the address leaves out. */
function uriOf(session: string, path: string): string {
  const names = path.replaceAll('\\', process.platform === 'win32' ? '/' : '\\').split('/');
  return SCHEME + [session, ...names.slice(names[0] === '' ? 1 : 0).map(encodeURIComponent)].join('/');
}

/** @returns `null` for what is not percent-encoded as it should be */
function pathOf(names: readonly string[]): string | null {
  try {
    const plain = names.map(decodeURIComponent);
    if (plain.length === 0 || plain.some((name) => name === '' || name === '.' || name === '..')) return null;
    return process.platform === 'win32' ? plain.join('\\') : `/${plain.join('/')}`;
  } catch {
    return null;
  }
}
