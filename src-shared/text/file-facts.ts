/** A plan about files, fact by fact and complete: the window draws them as rows, the terminal as lines. */
import type { FileContent, FilePlan, FileWritePlan, NamedPlace, SeenEntry, SessionId } from '../model/index.ts';
import { contentWords, entryWords, partWords, searchLimits, searchWords, wayWords } from './file-words.ts';
import { bytes, counted, grouped } from './quantities.ts';

/**
 * `path`: a path, and how the request named it where that differs. `words`: ours. `exact`: text of the agent's. `hash`: what bytes are,
 * in words and by their SHA-256.
 */
export type FileFact =
  | { readonly term: string; readonly kind: 'path'; readonly path: string; readonly named: string | null }
  | { readonly term: string; readonly kind: 'words' | 'exact'; readonly text: string }
  | { readonly term: string; readonly kind: 'hash'; readonly text: string; readonly sha256: string };

export function fileFacts(plan: FilePlan): readonly FileFact[] {
  return [...factsOf(plan), ...sessionFact(plan.session)];
}

function factsOf(plan: FilePlan): readonly FileFact[] {
  switch (plan.kind) {
    case 'file.read':
      return [pathFact('File', plan.file), words('Part', partWords(plan))];
    case 'file.list':
      return [
        pathFact('Folder', plan.folder),
        words(
          'Shows',
          `${plan.hidden ? 'hidden names too' : 'no hidden names'}, at most ${grouped(plan.most)} entries`,
        ),
      ];
    case 'file.search':
      return [
        pathFact(plan.place.type === 'folder' ? 'Folder' : 'File', plan.place),
        { term: 'Text', kind: 'exact', text: plan.text },
        words('Taken', searchWords(plan)),
        ...plan.include.map((glob): FileFact => ({ term: 'Files', kind: 'exact', text: glob })),
        ...plan.exclude.map((glob): FileFact => ({ term: 'But not', kind: 'exact', text: glob })),
        words('Ends', searchLimits(plan)),
      ];
    case 'file.write':
      return writeFacts(plan);
    case 'file.mkdir':
      return [
        pathFact('Folder', plan),
        ...parentFacts(plan),
        ...(plan.exists ? [words('Now', 'is there already')] : []),
      ];
    case 'file.move':
      return [
        pathFact('From', plan.from),
        ...entryFacts(plan.from),
        pathFact('To', plan.to),
        ...parentFacts(plan),
        ...(plan.replaces === null ? [] : [content('Replaces', plan.replaces)]),
      ];
    case 'file.delete':
      return [
        pathFact('Path', plan.entry),
        ...entryFacts(plan.entry),
        plan.trash === null
          ? words('Goes to', 'the system’s trash')
          : { term: 'Goes to', kind: 'path', path: plan.trash.path, named: null },
      ];
    case 'file.download':
      return [
        pathFact('File', plan.file),
        words('Size', bytes(plan.file.bytes)),
        words('Piece', `at most ${bytes(plan.limit)} from byte ${grouped(plan.offset)} on`),
        ...transferFact(plan.transfer),
      ];
    case 'file.upload':
      return [
        pathFact('File', plan),
        hash(`Piece`, `${bytes(plan.chunk.bytes)} at byte ${grouped(plan.offset)}`, plan.chunk.sha256),
        ...transferFact(plan.transfer),
      ];
    default:
      return plan satisfies never;
  }
}

function writeFacts(plan: FileWritePlan): readonly FileFact[] {
  const { before, after } = plan;
  return [
    pathFact('File', plan),
    words('How', wayWords(plan.how)),
    ...parentFacts(plan),
    before === null ? words('Before', 'nothing is there') : content('Before', before),
    hash('After', contentWords(after), after.sha256),
    ...(before !== null && before.links > 1
      ? [words('Names', `the file has ${before.links} names; the others keep what it holds now`)]
      : []),
  ];
}

function entryFacts(entry: SeenEntry): readonly FileFact[] {
  const target: readonly FileFact[] =
    entry.target === null ? [] : [{ term: 'Points to', kind: 'exact', text: entry.target }];
  return [words('What', entryWords(entry)), ...target];
}

const parentFacts = ({ parents }: { readonly parents: readonly string[] }): readonly FileFact[] =>
  parents.length === 0 ? [] : [words('Makes', `${counted(parents.length, 'folder', 'folders')} on the way`)];

const sessionFact = (session: SessionId | null): readonly FileFact[] =>
  session === null ? [] : [{ term: 'Session', kind: 'exact', text: session }];

const transferFact = (transfer: string | null): readonly FileFact[] =>
  transfer === null ? [words('Transfer', 'a new one')] : [{ term: 'Transfer', kind: 'exact', text: transfer }];

/** A link on the way is worth seeing: then the path is not the one that was named. */
function pathFact(term: string, { named, path }: NamedPlace): FileFact {
  return { term, kind: 'path', path, named: named === path ? null : named };
}

const words = (term: string, text: string): FileFact => ({ term, kind: 'words', text });
const hash = (term: string, text: string, sha256: string): FileFact => ({ term, kind: 'hash', text, sha256 });
const content = (term: string, file: FileContent): FileFact => hash(term, contentWords(file), file.sha256);
