/** A rule as it is written: what it says of an argument vector, and under which terms. */
import { z } from 'zod';
import { ClientName } from '../model/client.ts';
import { parseArgumentPattern, parseFlagValue } from './argument-pattern.ts';
import { Duration, Expiry, PathGlob, VariableName } from './fields.ts';
import { parseFlagName } from './flag-name.ts';
import { RunLimitsDocument } from './run-limits-document.ts';

export const Because = z.string().trim().min(1).max(500);

/** Checks a spelling and reports what is wrong with it in its own words; the text itself is kept for the compiler. */
const spelt = (parse: (text: string) => { readonly ok: true } | { readonly ok: false; readonly problem: string }) =>
  z
    .string()
    .min(1, 'expected some text')
    .max(1000)
    .superRefine((text, context) => {
      if (text === '') return;
      const parsed = parse(text);
      if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.problem });
    });

const ArgumentText = spelt(parseArgumentPattern);

const Flags = z
  .record(spelt(parseFlagName), spelt(parseFlagValue))
  .refine((flags) => Object.keys(flags).length <= 500, 'expected at most 500 flags');

const Argv = z.array(z.string().max(10_000)).min(1, 'expected the command’s name and its arguments').max(1000);

export const Examples = z.strictObject({
  match: z
    .array(Argv)
    .max(1000)
    .default([])
    .describe('Argument vectors, the command’s name first, that this rule must match.'),
  not_match: z.array(Argv).max(1000).default([]).describe('Argument vectors that this rule must not match.'),
});

export const RuleDocument = z.strictObject({
  verdict: z
    .enum(['allow', 'ask', 'deny'])
    .describe(
      'What happens to what the rule matches. Where several rules match, deny wins over ask, and ask over allow.',
    ),
  args: z
    .array(ArgumentText)
    .max(64)
    .describe(
      'The arguments after the command’s name, flags left out: words ("push"), alternatives ("status|log"), typed holes ("<text>", "<int:1-100>", "<path:read>", "<path:write>", "<path:exec>", "<enum:a|b>", "<pattern:REGEX>", "<host:NAME|*.NAME>", "<port:80|8000-8999>", "<url:HOST>"), and at the end "..." or "<path:read>..." for all the rest. An empty list means: no arguments.',
    ),
  flags: Flags.default({}).describe(
    'Flags that may stand after the leading words, each with "none" or with what its value must be. A flag that is not listed makes the verdict ask at best.',
  ),
  global_flags: Flags.default({}).describe(
    'Flags that may stand before the first word, as in "git --no-pager status". The same letter often means something else there.',
  ),
  once: z
    .array(z.string().max(200))
    .max(500)
    .default([])
    .describe(
      'Flags of the two lists above that may stand at most once. Where one stands twice, the rule can ask at best.',
    ),
  over_ask: z
    .boolean()
    .default(false)
    .describe(
      'An approved exception: the rule allows even where another asks. Deny still wins, and so does what is asked of one client. This is what “Always” writes.',
    ),
  cwd: z
    .array(PathGlob)
    .min(1, 'expected a folder: without “cwd” the rule counts in every folder')
    .max(100)
    .optional()
    .describe('Folders in which alone the rule counts, as globs. They must also lie in paths.'),
  clients: z
    .array(ClientName)
    .min(1, 'expected a client’s name: without “clients” the rule is for all')
    .max(100)
    .optional()
    .describe('Clients for which alone the rule counts. Letter case does not matter.'),
  sandbox: z.enum(['off', 'workspace', 'strict']).optional().describe('The fence, instead of the command’s.'),
  network: z.boolean().optional().describe('Whether the program may reach the network, instead of the command’s.'),
  limits: RunLimitsDocument.optional().describe('What a run may use up, instead of the command’s limits.'),
  because: Because.optional().describe('Why, for people and agents: shown wherever the rule decides.'),
  timeout: Duration.optional().describe('Wall time when the agent names none; at most the command’s max_timeout.'),
  env: z
    .array(VariableName)
    .max(100)
    .optional()
    .describe('Environment variables that an agent may set for what this rule matches, instead of the command’s list.'),
  expires: Expiry.optional().describe('The rule no longer counts after this date (UTC) or time.'),
  examples: Examples.optional().describe('Run at every load. A policy that fails its own examples is refused.'),
});
export type RuleDocument = z.output<typeof RuleDocument>;
