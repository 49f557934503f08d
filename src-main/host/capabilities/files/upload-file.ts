/** The tool `upload_file`: a file in pieces. Pieces are kept aside; the last one makes it a write like any other, as a whole. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { usable } from '#host/engines/files/index.ts';
import { Grant } from '#host/grants/grant.ts';
import { hashOf } from '#host/storage/index.ts';
import {
  type FileUploadPlan,
  type FileWritePlan,
  Refused,
  type Request,
  Sha256,
  TransferId,
} from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import { counted, fileSentence } from '#shared/text/index.ts';
import { bytesOf } from './content-input.ts';
import { driftOfPlace } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { type Located, locate } from './locate.ts';
import { ownerOf } from './owner.ts';
import { count, filePath, inSession } from './path-input.ts';
import { performWrite, WRITE_TRANSCRIPT_BYTES } from './perform-write.ts';
import { planWrite, releaseWrite } from './plan-write.ts';
import { outOfOrder, type Transfer } from './transfers.ts';

const MOST_CHUNK_BYTES = 2 * 1024 * 1024;

const Input = z.strictObject({
  ...inSession,
  path: filePath,
  chunk_data: z.string().describe('Base64, at most 2 MiB of bytes.'),
  chunk_offset: count.default(0).describe('Where the piece begins: the bytes that were sent before it.'),
  chunk_sha256: Sha256.optional().describe('Of the piece; it is refused if it arrives as another.'),
  transfer_id: TransferId.or(z.literal(''))
    .optional()
    .describe('From the first piece. Not needed when the first is the last; empty counts as none.'),
  is_last: z.boolean().default(false).describe('The file is complete with this piece, and is written now.'),
  sha256: Sha256.optional().describe('Of the whole file, with the last piece; nothing is written if it is another.'),
  overwrite: z.boolean().default(true).describe('Whether a file that is there may be replaced.'),
  create_parents: z.boolean().default(false).describe('Whether folders on the way are made.'),
});
type Input = z.output<typeof Input>;

const Output = z.object({
  success: z.literal(true),
  transfer_id: z.string().nullable(),
  path: z.string(),
  bytes_received: z.number().int(),
  next_offset: z.number().int().nullable(),
  is_complete: z.boolean(),
  sha256: z.string().nullable().describe('Of the whole file, once it is written.'),
});
type Output = z.output<typeof Output>;
type UploadPlan = FileUploadPlan | FileWritePlan;

export function uploadFile(parts: FileParts): Capability<Input, UploadPlan, Output> {
  return {
    tool: {
      name: 'upload_file',
      title: 'Upload a file in pieces',
      description:
        'Takes in a file piece by piece. Begin without transfer_id; go on with it and next_offset; say is_last with the last piece. Only then is the file written, in one step, which usually waits for the person.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    },
    transcriptBytes: (plan) => (plan.kind === 'file.write' ? WRITE_TRANSCRIPT_BYTES : null),
    async plan(request, input, policy) {
      const piece = pieceOf(input);
      const place = await locate(parts.sessions, request, input, policy, { needs: ['write'], what: 'target' });
      const transfer = transferOf(parts, request, input, place);
      const received = transfer?.received ?? 0;
      if (input.chunk_offset !== received) throw outOfOrder(input.chunk_offset, received, transfer !== null);
      if (received + piece.length > policy.files.maxWriteBytes) {
        const message = `The file would be larger than ${policy.files.maxWriteBytes} bytes, the most that the policy allows.`;
        throw new Refused('FILE_TOO_LARGE', { message });
      }
      return input.is_last
        ? planLast(parts, place, { input, transfer, piece }, policy)
        : planPiece(parts, request, place, { input, transfer, piece });
    },
    describe: fileSentence,
    drift: async (plan) => (plan.kind === 'file.write' ? driftOfPlace(plan) : []),
    release: (plan) =>
      plan.kind === 'file.write' ? releaseWrite(parts, plan) : parts.content.release(plan.chunk.sha256),
    async perform(grant, run, request) {
      if (grant.isFor('file.upload')) return { output: await keepPiece(parts, grant, request), failed: false };
      if (!grant.isFor('file.write')) throw new Error('a piece of an upload of a kind that nobody planned');
      const { output } = await performWrite(parts, grant, run);
      const transfer = idOf(Input.parse(request.input));
      if (transfer !== null) await parts.transfers.end(transfer);
      const { path: written, bytes_written, sha256 } = output;
      return {
        output: {
          ...{ success: true, transfer_id: transfer, path: written, bytes_received: bytes_written },
          ...{ next_offset: null, is_complete: true, sha256 },
        },
        failed: false,
      };
    },
  };
}

function pieceOf({ chunk_data, chunk_sha256 }: Input): Buffer {
  const piece = bytesOf(chunk_data, 'base64', 'chunk_data');
  if (piece.length > MOST_CHUNK_BYTES) {
    throw new Refused('BAD_INPUT', {
      message: `The piece has ${piece.length} bytes, and at most ${MOST_CHUNK_BYTES} are taken.`,
    });
  }
  if (chunk_sha256 !== undefined) refuseOther('The piece', piece, ['chunk_sha256', chunk_sha256]);
  return piece;
}

function refuseOther(what: string, came: Buffer, [name, said]: readonly [string, string]): void {
  const hash = hashOf(came);
  if (hash === said) return;
  throw new Refused('BAD_INPUT', {
    message: `${what} came as ${counted(came.length, 'byte', 'bytes')} with the SHA-256 ${hash}, and ${name} says ${said}. Nothing of it was kept.`,
    hint: 'Send it again, or correct the hash.',
  });
}

/** Clients of an earlier gateway begin with an empty id, as its own description said. */
const idOf = ({ transfer_id = '' }: Input): TransferId | null => (transfer_id === '' ? null : transfer_id);

function transferOf(parts: FileParts, request: Request, input: Input, place: Located): Transfer | null {
  const id = idOf(input);
  if (id === null) return null;
  const transfer = parts.transfers.find(id, ownerOf(parts.sessions, request, place.session), place.path);
  if (transfer.source === null) return transfer;
  throw new Refused('UNKNOWN_TRANSFER', { message: `Transfer ${id} is a download.` });
}

interface Piece {
  readonly input: Input;
  readonly transfer: Transfer | null;
  readonly piece: Buffer;
}

async function planPiece(
  parts: FileParts,
  request: Request,
  { session, workspace, named, path: at }: Located,
  { input, transfer, piece }: Piece,
): Promise<FileUploadPlan> {
  parts.transfers.checkQuota(request.client.name, piece.length);
  return {
    ...{ kind: 'file.upload', session, workspace, named, path: at },
    ...{ transfer: transfer?.id ?? null, offset: input.chunk_offset },
    chunk: { sha256: await usable(named, () => parts.content.put(piece)), bytes: piece.length },
  };
}

async function planLast(
  parts: FileParts,
  place: Located,
  { input, transfer, piece }: Piece,
  policy: CompiledPolicy,
): Promise<FileWritePlan> {
  const before = transfer === null ? Buffer.alloc(0) : await parts.transfers.received(transfer);
  const whole = Buffer.concat([before, piece]);
  if (input.sha256 !== undefined) refuseOther('The file', whole, ['sha256', input.sha256]);
  const wish = {
    ...({ how: 'upload', createParents: input.create_parents, expectedSha256: null } as const),
    likely: whole,
    bytesFrom: (now: object | null) => {
      if (now !== null && !input.overwrite) {
        throw new Refused('FILE_EXISTS', { message: `${JSON.stringify(place.named)} is there already.` });
      }
      return whole;
    },
  };
  return planWrite(parts, place, wish, policy.files);
}

async function keepPiece(parts: FileParts, grant: Grant<FileUploadPlan>, request: Request): Promise<Output> {
  const plan = await Grant.redeem(grant);
  const piece = await parts.content.get(plan.chunk.sha256);
  const owner = ownerOf(parts.sessions, request, plan.session);
  parts.transfers.checkQuota(owner.client, piece.byteLength);
  const id = plan.transfer ?? parts.transfers.begin(owner, plan.path, null).id;
  const { received } = await usable(plan.named, () => parts.transfers.append(id, plan.offset, piece));
  return {
    ...{ success: true, transfer_id: id, path: plan.path, bytes_received: received },
    ...{ next_offset: received, is_complete: false, sha256: null },
  };
}
