/** What runs and what ran. */
import { z } from 'zod';
import { RunId } from '../../model/ids.ts';
import { RunSummary, TranscriptChunk } from '../../model/run.ts';
import { command, event, query } from '../operation.ts';
import { page } from './fields.ts';

export const runs = {
  /** Newest first. */
  list: query(z.strictObject({ limit: page, before: RunId.optional() }), z.array(RunSummary).readonly()),
  show: query(z.strictObject({ id: RunId }), RunSummary),
  /** Chunks with `seq >= from`, at most about 1 MiB of text a call; `next` is `null` once the run has ended and all was given. */
  transcript: query(
    z.strictObject({ id: RunId, from: z.number().int().nonnegative().default(0) }),
    z.object({ chunks: z.array(TranscriptChunk).readonly(), next: z.number().int().nullable() }).readonly(),
  ),
  /** The run as a file, a piece at a time: the texts put together are the file. `next` is where the next piece begins, `null` after the last. */
  export: query(
    z.strictObject({
      id: RunId,
      format: z.enum(['asciicast', 'json']),
      from: z.number().int().nonnegative().default(0),
    }),
    z.object({ text: z.string(), next: z.number().int().nullable() }).readonly(),
  ),
  /** For good, summary and transcript; the audit log keeps what it says of the run. CONFLICT while it runs. */
  delete: command(z.strictObject({ id: RunId }), z.object({ id: RunId }).readonly()),
  stop: command(z.strictObject({ id: RunId }), RunSummary),
  changed: event(RunSummary),
  deleted: event(z.object({ id: RunId }).readonly()),
  /** New output is there; the chunks themselves while they are small. */
  output: event(z.object({ id: RunId, chunks: z.array(TranscriptChunk).readonly() }).readonly()),
} as const;
