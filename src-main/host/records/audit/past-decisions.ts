/**
 * The decisions of the past, newest first, with what was asked: what replaying a policy and counting its hits read. Works on the lines
 * themselves, because most of them are of no interest here.
 */
import { z } from 'zod';
import { linesBackwards } from '../lines.ts';
import { marker } from '../redaction/marker.ts';
import { auditFileNumbers, auditFilePath } from './audit-files.ts';

/** Of a record, what is needed; plan and verdict are still as they were read. */
const Line = z.object({
  seq: z.number(),
  at: z.string(),
  body: z.discriminatedUnion('type', [
    z.object({ type: z.literal('decided'), request: z.string(), plan: z.unknown(), verdict: z.unknown() }),
    z.object({
      type: z.literal('requested'),
      request: z.string(),
      client: z.string(),
      claims: z.string().nullable(),
      tool: z.string(),
    }),
    z.object({ type: z.literal('house'), event: z.string(), detail: z.record(z.string(), z.unknown()) }),
  ]),
});

export type PastStep =
  | {
      readonly kind: 'decided';
      /** The decision's number in the log. */
      readonly seq: number;
      readonly request: string;
      /** ISO 8601: when it was decided. */
      readonly at: string;
      readonly client: string;
      readonly claims: string | null;
      readonly tool: string;
      readonly plan: unknown;
      readonly verdict: unknown;
      /** A secret was taken out of the plan, so it is not the plan that was decided. */
      readonly redacted: boolean;
    }
  | {
      readonly kind: 'house';
      readonly seq: number;
      readonly event: string;
      readonly detail: Readonly<Record<string, unknown>>;
    };

type Decided = Extract<PastStep, { kind: 'decided' }>;

const wanted = ['decided', 'requested', 'house'].map((type) => Buffer.from(`"type":"${type}"`));
const taken = Buffer.from(marker('').slice(0, -1));

/** Each decision comes when its request is met, so of requests that cross, the later one comes first. Lines that are no records are left out. */
export async function* pastDecisions(folder: string): AsyncGenerator<PastStep> {
  const waiting = new Map<string, Omit<Decided, 'kind' | 'request' | 'client' | 'claims' | 'tool'>>();
  for (const number of (await auditFileNumbers(folder)).reverse()) {
    for await (const line of linesBackwards(auditFilePath(folder, number))) {
      if (!wanted.some((type) => line.includes(type))) continue;
      const record = readLine(line);
      if (record === undefined) continue;
      const { seq, at, body } = record;
      if (body.type === 'house') yield { kind: 'house', seq, event: body.event, detail: body.detail };
      else if (body.type === 'decided') {
        const { plan, verdict } = body;
        waiting.set(body.request, { seq, at, plan, verdict, redacted: line.includes(taken) });
      } else {
        const decided = waiting.get(body.request);
        waiting.delete(body.request);
        const { request, client, claims, tool } = body;
        if (decided !== undefined) yield { kind: 'decided', request, client, claims, tool, ...decided };
      }
    }
  }
}

function readLine(line: Buffer): z.infer<typeof Line> | undefined {
  try {
    return Line.safeParse(JSON.parse(line.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
