/** Files of a request as bytes. Whatever is not exactly what its encoding says is refused, and sizes are counted before anything is decoded. */
import { Refused } from '#shared/model/index.ts';
import type { PackageTerms } from '#shared/policy/index.ts';
import { bytes as inWords, visibleText } from '#shared/text/index.ts';
import { type Refuse, refuseAtOnce } from '../refuse.ts';
import type { FileInput } from '../solver-input.ts';
import type { PackagedFile } from '../solver-order.ts';

export type ReadArtifact = (id: string) => Promise<Uint8Array>;

/**
 * Stops where the package becomes larger than it may be, whatever `refuse` does: nothing beyond that is held.
 * @throws Refused REQUEST_INVALID, ENCODING_UNKNOWN, and whatever `readArtifact` throws, unless `refuse` does something else
 */
export async function decodeFiles(
  files: readonly FileInput[],
  terms: PackageTerms,
  readArtifact: ReadArtifact,
  refuse: Refuse = refuseAtOnce,
): Promise<readonly PackagedFile[]> {
  if (files.length > terms.files)
    refuse(invalid(`The package has ${files.length} files, and at most ${terms.files} are taken.`));
  const decoded: PackagedFile[] = [];
  let total = 0;
  for (const file of files.slice(0, terms.files)) {
    const bytes = await decodeOne(file, terms, readArtifact).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      refuse(error);
      return null;
    });
    if (bytes === null) continue;
    total += bytes.byteLength;
    if (total > terms.bytes) {
      refuse(tooMuch(terms));
      break;
    }
    decoded.push({ path: file.path, bytes });
  }
  return decoded;
}

async function decodeOne(file: FileInput, terms: PackageTerms, readArtifact: ReadArtifact): Promise<Uint8Array> {
  refuseTooLarge(file.path, leastBytes(file), terms);
  const bytes = await decode(file, readArtifact);
  refuseTooLarge(file.path, bytes.byteLength, terms);
  return bytes;
}

/** @throws Refused REQUEST_INVALID, ENCODING_UNKNOWN */
export function decodeContent(encoding: string, content: string, what: string): Uint8Array {
  switch (encoding) {
    case 'text':
      if (!content.isWellFormed()) throw invalid(`${what} is not valid Unicode text. Send it as base64.`);
      return Buffer.from(content, 'utf8');
    case 'base64': {
      const bytes = Buffer.from(content, 'base64');
      // One spelling only: Node would read over whatever is not base64.
      if (bytes.toString('base64') !== content)
        throw invalid(`${what} is not base64 in its plain form (RFC 4648, with padding, without line breaks).`);
      return bytes;
    }
    default:
      throw new Refused('ENCODING_UNKNOWN', {
        message: `${what} has the encoding “${visibleText(encoding.slice(0, 40))}”, and text, base64 or artifact was expected.`,
      });
  }
}

async function decode(file: FileInput, readArtifact: ReadArtifact): Promise<Uint8Array> {
  const what = `The file “${visibleText(file.path.slice(0, 120))}”`;
  if (file.encoding === 'artifact') {
    if (file.artifact_id === undefined || file.content !== undefined) {
      throw invalid(`${what} is an artifact, so artifact_id was expected, and no content.`);
    }
    return readArtifact(file.artifact_id);
  }
  if (file.content === undefined || file.artifact_id !== undefined) {
    if (file.encoding === 'text' || file.encoding === 'base64')
      throw invalid(`${what} needs content, and no artifact_id.`);
  }
  return decodeContent(file.encoding, file.content ?? '', what);
}

/** What the content comes to at least: a flood is refused before it is decoded. */
function leastBytes({ encoding, content }: FileInput): number {
  if (content === undefined) return 0;
  return encoding === 'base64' ? Math.max(0, Math.floor((content.length * 3) / 4) - 2) : content.length;
}

function refuseTooLarge(path: string, bytes: number, terms: PackageTerms): void {
  if (bytes > terms.fileBytes) {
    throw invalid(
      `The file “${visibleText(path.slice(0, 120))}” is larger than ${inWords(terms.fileBytes)} (${terms.fileBytes} bytes), which is the most.`,
    );
  }
  // Before it is decoded, where it is larger than all of them together may be.
  if (bytes > terms.bytes) throw tooMuch(terms);
}

const tooMuch = ({ bytes }: PackageTerms): Refused =>
  invalid(`The package is larger than ${inWords(bytes)} (${bytes} bytes), which is the most.`);

const invalid = (message: string): Refused => new Refused('REQUEST_INVALID', { message });
