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
  stop: command(z.strictObject({ id: RunId }), RunSummary),
  changed: event(RunSummary),
  /** New output is there; the chunks themselves while they are small. */
  output: event(z.object({ id: RunId, chunks: z.array(TranscriptChunk).readonly() }).readonly()),
} as const;
