/** What the tools that only ask need of the house, and a verdict as an agent is told it. */
import { z } from 'zod';
import { freshId } from '#host/storage/index.ts';
import { type Request, RequestId, type RuleRef, type Verdict } from '#shared/model/index.ts';
import { markHidden } from '#shared/text/index.ts';

/** What a client may do, command by command, in sentences. */
export interface CommandInWords {
  readonly command: string;
  readonly sentences: readonly string[];
}

export interface QuestionParts {
  /** The verdict that a request would get now; runs nothing and records nothing. */
  readonly explain: (request: Request) => Promise<Verdict>;
  readonly can: (client: string) => readonly CommandInWords[];
  /** Where a command is supposed to run when nobody says. */
  readonly home: string;
}

export const AnsweredRule = z.object({ id: z.string(), line: z.number().int() });

/** A verdict without the places of Countersign’s own files, and without rules that are for other clients. */
export const Answer = {
  verdict: z.enum(['allow', 'ask', 'deny']).describe('ask: a person would be asked.'),
  rule: AnsweredRule.nullable().describe('The rule that decides; null when none matched, which is a no.'),
  reasons: z.array(z.string()),
  lost: z.array(z.object({ rule: AnsweredRule, because: z.string() })).describe('Rules that did not decide, and why.'),
  hint: z.string().nullable().describe('What to do instead.'),
};

export function answerOf({ verdict, rule, reasons, lost, hint }: Verdict) {
  return {
    verdict,
    rule: rule === null ? null : placeOf(rule),
    reasons: reasons.map(markHidden),
    lost: lost
      .filter(({ because }) => because !== 'it is for other clients')
      .map((loser) => ({ rule: placeOf(loser.rule), because: markHidden(loser.because) })),
    hint: hint === null ? null : markHidden(hint),
  };
}

/** The question as the request that it is about, from the same client. */
export function supposed(request: Request, tool: string, input: Readonly<Record<string, unknown>>): Request {
  return { ...request, id: RequestId.parse(freshId('req_')), tool, input, agentReason: null };
}

const placeOf = ({ id, line }: RuleRef): z.infer<typeof AnsweredRule> => ({ id, line });
