/** The tool `replace_in_file`: one passage for another, exactly as often as was expected. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { type FileWritePlan, Refused, Sha256 } from '#shared/model/index.ts';
import { fileSentence } from '#shared/text/index.ts';
import { driftOfPlace } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { locate } from './locate.ts';
import { count, inSession, path } from './path-input.ts';
import { performWrite, WRITE_TRANSCRIPT_BYTES, WriteOutput } from './perform-write.ts';
import { type Now, planWrite, releaseWrite } from './plan-write.ts';
import { asText } from './text-or-base64.ts';

const wellFormed = z.string().refine((text) => text.isWellFormed(), 'expected valid Unicode text');

const Input = z
  .strictObject({
    ...inSession,
    path,
    old_text: wellFormed.min(1, 'expected the text that is there now').describe('Exactly as it stands in the file.'),
    new_text: wellFormed.describe('What stands there instead.'),
    expected_count: count.min(1, 'expected 1 or more').default(1).describe('How often old_text stands there.'),
    expected_sha256: Sha256.optional().describe('The change is made only if the file holds this now.'),
  })
  .refine(
    ({ old_text, new_text }) => old_text !== new_text,
    'old_text and new_text are the same: nothing would change',
  );
type Input = z.output<typeof Input>;

export function replaceInFile(parts: FileParts): Capability<Input, FileWritePlan, WriteOutput> {
  return {
    tool: {
      name: 'replace_in_file',
      title: 'Replace text in a file',
      description:
        'Replaces a passage of a text file with another, in one step. Nothing is changed unless old_text stands there exactly expected_count times. What the file held before is kept, so that the person can revert it.',
      input: Input,
      output: WriteOutput,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    },
    transcriptBytes: () => WRITE_TRANSCRIPT_BYTES,
    async plan(request, input, policy) {
      const where = { needs: ['read', 'write'], what: 'target' } as const;
      const place = await locate(parts.sessions, request, input, policy, where);
      const wish = {
        ...({ how: 'replace', createParents: false, expectedSha256: input.expected_sha256 ?? null } as const),
        likely: null,
        bytesFrom: (now: Now | null) => replaced(place.named, now, input),
      };
      return planWrite(parts, place, wish, policy.files);
    },
    describe: fileSentence,
    drift: driftOfPlace,
    release: (plan) => releaseWrite(parts, plan),
    perform: (grant, run) => performWrite(parts, grant, run),
  };
}

function replaced(named: string, now: Now | null, { old_text, new_text, expected_count }: Input): Buffer<ArrayBuffer> {
  const shown = JSON.stringify(named);
  if (now === null) throw new Refused('FILE_NOT_FOUND', { message: `${shown} does not exist.` });
  const text = asText(now.bytes);
  if (text === null) {
    throw new Refused('FILE_UNUSABLE', {
      message: `${shown} is not UTF-8 text, and text was expected. Use write_file with base64.`,
    });
  }
  const pieces = text.split(old_text);
  const found = pieces.length - 1;
  if (found !== expected_count) {
    const message = `old_text was expected ${times(expected_count)} in ${shown}, and stands there ${times(found)}. Nothing was changed.`;
    const hint = found === 0 ? almost(text, old_text) : null;
    throw new Refused('FILE_CHANGED', { message, ...(hint === null ? {} : { hint }) });
  }
  return Buffer.from(pieces.join(new_text), 'utf8');
}

/** What keeps a passage from being found that somebody sees in the file. */
function almost(text: string, wanted: string): string | null {
  const unix = (words: string): string => words.replaceAll('\r\n', '\n');
  if (unix(text).includes(unix(wanted))) {
    return text.includes('\r\n')
      ? 'The file’s lines end in CRLF: old_text is found with “\\r\\n” for each line break.'
      : 'The file’s lines end in LF: old_text is found with “\\n” for each line break.';
  }
  const plain = (words: string): string => words.replaceAll(/\s+/gu, ' ');
  const isSpace = plain(wanted).trim() !== '' && plain(text).includes(plain(wanted));
  return isSpace
    ? 'It stands there with other spaces, tabs or line breaks: read the file and take them as they are.'
    : null;
}

const times = (number: number): string => (number === 0 ? 'not at all' : number === 1 ? 'once' : `${number} times`);
