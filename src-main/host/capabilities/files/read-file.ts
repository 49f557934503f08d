/** The tool `read_file`: a file or a part of it, by bytes or by lines. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { lookFor, type ReadPart, refuseOthers, tooLarge, usable } from '#host/engines/files/index.ts';
import { hashBeside } from '#host/storage/index.ts';
import { type FileReadPlan, Refused } from '#shared/model/index.ts';
import { fileSentence } from '#shared/text/index.ts';
import { driftOfSeen } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { fileLink, fileResources } from './file-resources.ts';
import { locate } from './locate.ts';
import { mimeType } from './mime-type.ts';
import { count, inSession, path } from './path-input.ts';
import { textOrBase64 } from './text-or-base64.ts';

/** Without a wish of the agent's: more than this is seldom wanted at once. */
const USUAL_BYTES = 1024 * 1024;
const USUAL_LINES = 2000;
/** A larger file is not edited as text, and hashing it would take longer than reading it. */
const MOST_HASHED_BYTES = 4 * 1024 * 1024;

const Input = z
  .strictObject({
    ...inSession,
    path,
    offset: count.optional().describe('First byte, from 0. With limit; not together with lines.'),
    limit: count
      .min(1, 'expected 1 or more')
      .optional()
      .describe('The most bytes. Default: 1 MiB, or less where the policy says so.'),
    start_line: count.min(1, 'expected 1 or more').optional().describe('First line, from 1, instead of bytes.'),
    end_line: count.min(1, 'expected 1 or more').optional().describe('Last line, itself included.'),
    whole: z.boolean().default(false).describe('All of it, or a refusal where the policy lets no answer be so large.'),
  })
  .refine(
    ({ offset, start_line, end_line }) => offset === undefined || (start_line === undefined && end_line === undefined),
    'expected either offset or lines, not both',
  )
  .refine(
    ({ whole, offset, limit, start_line, end_line }) =>
      !whole || [offset, limit, start_line, end_line].every((part) => part === undefined),
    'expected either whole or a part of it, not both',
  )
  .refine(
    ({ start_line = 1, end_line }) => end_line === undefined || end_line >= start_line,
    'expected end_line to be start_line or more',
  );

const Output = z.object({
  success: z.literal(true),
  path: z.string().describe('Where the path leads, every link followed.'),
  content: z.string().describe('Text, or base64 when is_binary.'),
  encoding: z.enum(['utf-8', 'base64']),
  is_binary: z.boolean(),
  mime_type: z.string(),
  size_bytes: z.number().int().describe('Of the whole file.'),
  offset: z.number().int(),
  bytes_read: z.number().int(),
  truncated: z.boolean().describe('There is more after this: go on at next_offset.'),
  next_offset: z.number().int().nullable(),
  start_line: z.number().int().nullable(),
  end_line: z.number().int().nullable(),
  total_lines: z.number().int().nullable().describe('Known once the end of the file was reached.'),
  sha256: z
    .string()
    .nullable()
    .describe('Of the whole file, when all of it is here and no more than 4 MiB; for expected_sha256.'),
});

export function readFile(parts: FileParts): Capability<z.output<typeof Input>, FileReadPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'read_file',
      title: 'Read a file',
      description:
        'Reads a file, or a part of it by bytes (offset, limit) or by lines (start_line, end_line). Text comes as text, everything else as base64. What is left out is said: go on at next_offset, or fetch the link that comes with it.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    resources: fileResources,
    transcriptBytes: () => null,
    async plan(request, input, policy) {
      const { path: at, ...place } = await locate(parts.sessions, request, input, policy, {
        needs: ['read'],
        what: 'target',
      });
      const part = partOf(input, policy.files.maxReadBytes);
      return usable(place.named, async () => {
        const { stat } = await lookFor(at);
        if (stat === null)
          throw new Refused('FILE_NOT_FOUND', { message: `${JSON.stringify(place.named)} does not exist.` });
        refuseOthers(stat, place.named);
        if (input.whole && stat.size > BigInt(part.limit)) throw tooLarge(place.named, Number(stat.size), part.limit);
        const { session, workspace, named } = place;
        const file = { named, path: at, device: `${stat.dev}`, inode: `${stat.ino}`, bytes: Number(stat.size) };
        return { kind: 'file.read', session, workspace, file, part };
      });
    },
    describe: fileSentence,
    drift: ({ file }) => driftOfSeen(file),
    release: async () => undefined,
    async perform(grant, _run, request, signal) {
      const { plan, read } = await parts.files.read(grant, signal);
      const output = await answerOf(plan, read);
      if (output.next_offset === null) return { output, failed: false };
      if (Input.parse(request.input).whole) throw tooLarge(plan.file.named, output.size_bytes, plan.part.limit);
      const fits = output.size_bytes <= parts.policy().files.maxReadBytes;
      return { output, failed: false, links: fits ? [fileLink(plan, output)] : [] };
    },
  };
}

function partOf(input: z.output<typeof Input>, maxBytes: number): FileReadPlan['part'] {
  const { offset = 0, start_line, end_line } = input;
  if (input.limit !== undefined && input.limit > maxBytes) {
    throw new Refused('BAD_INPUT', {
      message: `limit is ${input.limit}, and the policy allows at most ${maxBytes} bytes an answer.`,
    });
  }
  if (input.whole) return { by: 'bytes', offset: 0, limit: maxBytes };
  if (start_line === undefined && end_line === undefined) {
    return { by: 'bytes', offset, limit: input.limit ?? Math.min(USUAL_BYTES, maxBytes) };
  }
  const from = start_line ?? 1;
  const limit = input.limit ?? Math.min(USUAL_BYTES, maxBytes);
  return { by: 'lines', from, count: end_line === undefined ? USUAL_LINES : end_line - from + 1, limit };
}

async function answerOf({ file, part }: FileReadPlan, read: ReadPart): Promise<z.output<typeof Output>> {
  const { offset, size, lines } = read;
  const isHashed = offset === 0 && read.bytes.length >= size && size <= MOST_HASHED_BYTES;
  const sha256 = isHashed ? hashBeside(read.bytes) : null;
  const { content, isBinary, bytes } = textOrBase64(read.bytes, offset + read.bytes.length >= size);
  const next = offset + bytes < size ? offset + bytes : null;
  return {
    success: true,
    path: file.path,
    content,
    encoding: isBinary ? 'base64' : 'utf-8',
    is_binary: isBinary,
    mime_type: mimeType(file.path, isBinary),
    size_bytes: size,
    offset,
    bytes_read: bytes,
    truncated: next !== null && (lines === null || lines.to < lastWanted(part)),
    next_offset: next,
    start_line: lines?.from ?? null,
    end_line: lines?.to ?? null,
    total_lines: lines?.total ?? null,
    sha256: await sha256,
  };
}

const lastWanted = (part: FileReadPlan['part']): number =>
  part.by === 'lines' ? part.from + part.count - 1 : Number.POSITIVE_INFINITY;
