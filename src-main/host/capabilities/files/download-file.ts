/** The tool `download_file`: a file in pieces, each with its place, and the whole with its SHA-256. */
import { basename } from 'node:path';
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { lookFor, refuseOthers, usable } from '#host/engines/files/index.ts';
import { hashOf } from '#host/storage/index.ts';
import { type FileDownloadPlan, Refused, type Request, TransferId } from '#shared/model/index.ts';
import { fileSentence } from '#shared/text/index.ts';
import { driftOfSeen } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { locate } from './locate.ts';
import { mimeType } from './mime-type.ts';
import { ownerOf } from './owner.ts';
import { count, inSession, path } from './path-input.ts';
import { asText } from './text-or-base64.ts';
import type { Owner, Source } from './transfers.ts';

const USUAL_BYTES = 1024 * 1024;
const MOST_BYTES = 4 * 1024 * 1024;

const Input = z.strictObject({
  ...inSession,
  path,
  offset: count.default(0).describe('First byte of the piece, from 0.'),
  chunk_size: count
    .min(1, 'expected 1 or more')
    .max(MOST_BYTES, `expected at most ${MOST_BYTES}`)
    .default(USUAL_BYTES)
    .describe('The most bytes of the piece.'),
  transfer_id: TransferId.optional().describe('From the first piece: the file must then be the same still.'),
});
type Input = z.output<typeof Input>;

const Output = z.object({
  success: z.literal(true),
  transfer_id: z.string(),
  path: z.string(),
  filename: z.string(),
  mime_type: z.string(),
  total_size: z.number().int(),
  chunk_data: z.string().describe('Base64.'),
  chunk_offset: z.number().int(),
  chunk_size: z.number().int().describe('Bytes in this piece.'),
  chunk_sha256: z.string(),
  next_offset: z.number().int().nullable(),
  is_complete: z.boolean().describe('This piece reaches the end of the file, and the transfer is over.'),
  sha256: z.string().describe('Of the whole file.'),
});

export function downloadFile(parts: FileParts): Capability<Input, FileDownloadPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'download_file',
      title: 'Download a file in pieces',
      description:
        'Hands out a file piece by piece as base64. Begin without transfer_id; go on with it and next_offset. A file that changes meanwhile is refused. A lost piece can be asked for again.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    transcriptBytes: () => null,
    async plan(request, input, policy) {
      const where = { needs: ['read'], what: 'target' } as const;
      const { session, workspace, named, path: at } = await locate(parts.sessions, request, input, policy, where);
      const file = await usable(named, () => fileAt(named, at));
      if (input.offset > file.bytes) {
        const message = `offset is ${input.offset}, and the file has ${file.bytes} bytes.`;
        throw new Refused('BAD_INPUT', { message });
      }
      const transfer = input.transfer_id ?? null;
      if (transfer !== null) downloadOf(parts, transfer, { client: request.client.name, session }, at);
      const { offset, chunk_size: limit } = input;
      return { kind: 'file.download', session, workspace, file, transfer, offset, limit };
    },
    describe: fileSentence,
    drift: ({ file }) => driftOfSeen(file),
    release: async () => undefined,
    async perform(grant, _run, request, signal) {
      const known = knownSource(parts, request);
      const { plan, source, bytes } = await parts.files.download(grant, known, signal);
      const { id } = transferFor(parts, request, plan, source);
      const next = plan.offset + bytes.length;
      const isComplete = next >= source.bytes;
      if (isComplete) await parts.transfers.end(id);
      else parts.transfers.used(id);
      return { output: answerOf(id, plan, source, bytes, isComplete), failed: false };
    },
  };
}

async function fileAt(named: string, path: string): Promise<FileDownloadPlan['file']> {
  const { stat } = await lookFor(path);
  if (stat === null) throw new Refused('FILE_NOT_FOUND', { message: `${JSON.stringify(named)} does not exist.` });
  refuseOthers(stat, named);
  return { named, path, device: `${stat.dev}`, inode: `${stat.ino}`, bytes: Number(stat.size) };
}

/** As the file was when the transfer began. The transfer may be over by now, whatever it was when the plan was made. */
function knownSource(parts: FileParts, request: Request): (plan: FileDownloadPlan) => Source | null {
  return ({ transfer, session, file }) =>
    transfer === null ? null : downloadOf(parts, transfer, { client: request.client.name, session }, file.path);
}

/** An upload is begun without anybody asked, so it must open no door to reading. @throws Refused UNKNOWN_TRANSFER */
function downloadOf(
  { transfers }: Pick<FileParts, 'transfers'>,
  id: TransferId,
  owner: Omit<Owner, 'ended'>,
  path: string,
): Source {
  const { source } = transfers.find(id, owner, path);
  if (source !== null) return source;
  throw new Refused('UNKNOWN_TRANSFER', { message: `Transfer ${id} is an upload.` });
}

function transferFor(parts: FileParts, request: Request, plan: FileDownloadPlan, source: Source) {
  const owner = ownerOf(parts.sessions, request, plan.session);
  if (plan.transfer !== null) return parts.transfers.find(plan.transfer, owner, plan.file.path);
  return parts.transfers.begin(owner, plan.file.path, source);
}

function answerOf(
  id: TransferId,
  { file: { path }, offset }: FileDownloadPlan,
  source: Source,
  bytes: Buffer,
  isComplete: boolean,
): z.output<typeof Output> {
  return {
    ...{ success: true, transfer_id: id, path, filename: basename(path), total_size: source.bytes },
    mime_type: mimeType(path, asText(bytes) === null),
    ...{ chunk_data: bytes.toString('base64'), chunk_offset: offset, chunk_size: bytes.length },
    chunk_sha256: hashOf(bytes),
    next_offset: isComplete ? null : offset + bytes.length,
    ...{ is_complete: isComplete, sha256: source.sha256 },
  };
}
