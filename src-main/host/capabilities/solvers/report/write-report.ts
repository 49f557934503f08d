/**
 * What happened in a solver run, in the sections that clients of an earlier fallback runner know. A line that begins with “[” is a section,
 * one that begins with “| ” is somebody else's text, anything else is ours. Hashes of the streams are over the raw bytes, all of them.
 */
import type { Dial } from '#host/engines/container/container-engine.ts';
import type { KeptFile, RunEnd, RunId, SolverPlan } from '#shared/model/index.ts';
import { hostAndPort, validatedWords } from '#shared/text/index.ts';
import { sha256Of } from '../package/package-hash.ts';
import { quotedLines } from './escape-lines.ts';

interface Excerpt {
  readonly text: string;
  readonly truncated: boolean;
}

export interface ReportParts {
  readonly run: RunId;
  readonly plan: SolverPlan;
  readonly end: RunEnd;
  readonly stdout: Excerpt;
  readonly stderr: Excerpt;
  readonly left: readonly KeptFile[];
  readonly dials: readonly Dial[];
}

export function writeReport(parts: ReportParts): string {
  const body = [
    ...section('RUN_ID', [
      parts.run,
      ...(parts.plan.derivedFrom === null ? [] : [`derived from: ${parts.plan.derivedFrom}`]),
    ]),
    ...section('TARGET', targetLines(parts)),
    ...section('SANDBOX_FAILURE', failureLines(parts.plan)),
    ...section('LOCAL_VALIDATION', validationLines(parts.plan)),
    ...section('FILES', fileLines(parts)),
    ...section('COMMAND', commandLines(parts.plan)),
    ...section('STDOUT', streamLines(parts.stdout, parts.end.stdout)),
    ...section('STDERR', streamLines(parts.stderr, parts.end.stderr)),
    ...section('EXIT_CODE', [
      parts.end.exit_code === null ? 'none' : String(parts.end.exit_code),
      `ended: ${parts.end.reason}`,
    ]),
    ...section('DURATION_MS', [String(Math.round(parts.end.duration_ms))]),
    '',
  ].join('\n');
  return body + [...section('HASHES', hashLines(parts, body)), ''].join('\n');
}

const section = (name: string, lines: readonly string[]): readonly string[] => [`[${name}]`, ...lines, ''];

const targetLines = ({ plan: { target, container }, dials }: ReportParts): readonly string[] => [
  `asked for: ${hostAndPort(target.host, target.port)} (${target.protocol})`,
  `pinned to: ${target.addresses.join(', ')}`,
  `reachable: ${container.egress.length === 0 ? 'nothing' : 'this target and nothing else'}`,
  `connections, as the host saw them: ${dials.length}`,
  ...dials.slice(0, MOST_DIALS).map(dialLine),
];

const MOST_DIALS = 100;

const dialLine = ({ address, error, connectMs, sentBytes, receivedBytes }: Dial): string =>
  address === null
    ? `not taken after ${connectMs} ms: ${error ?? 'no reason given'}`
    : `taken by ${address} after ${connectMs} ms, ${sentBytes} bytes sent, ${receivedBytes} received`;

const failureLines = ({ claims: { sandboxFailure: claim } }: SolverPlan): readonly string[] => [
  'claimed by the agent, not checked',
  ...labelled('reason', claim.reason),
  ...labelled('attempted_at', claim.attemptedAt),
  ...labelled('command_summary', claim.commandSummary),
  ...labelled('error_excerpt', claim.errorExcerpt),
];

function validationLines({ claims, validated }: SolverPlan): readonly string[] {
  const { word, rest } = validatedWords(validated);
  return [
    'claimed by the agent, not checked',
    ...labelled('summary', claims.localValidation.summary),
    `solver_sha256: ${validated.claimed ?? 'none'}`,
    `checked: ${word}: ${rest}`,
  ];
}

const labelled = (label: string, text: string | null): readonly string[] =>
  text === null ? [] : [`${label}:`, ...quotedLines(text)];

const fileLines = ({ plan, left }: ReportParts): readonly string[] => [
  `package: ${plan.container.files.length} files, ${plan.package.bytes} bytes`,
  ...plan.container.files.flatMap(({ path, bytes }) => quotedLines(`${bytes} ${path}\n`)),
  `left by the solver: ${left.length} files`,
  ...left.flatMap(({ path, bytes }) => quotedLines(`${bytes} ${path}\n`)),
];

const commandLines = ({ container, envFromAgent }: SolverPlan): readonly string[] => [
  `image: ${container.image.name} ${container.image.id}`,
  `arguments: ${container.argv.length}`,
  ...container.argv.flatMap((token) => quotedLines(`${token}\n`)),
  `variables chosen by the agent: ${envFromAgent.length}`,
  ...envFromAgent.flatMap((name) => quotedLines(`${name}=${container.env[name] ?? ''}\n`)),
];

const streamLines = ({ text, truncated }: Excerpt, { bytes }: RunEnd['stdout']): readonly string[] => [
  `${bytes} bytes${truncated ? ', of which the middle is not shown here' : ''}`,
  ...quotedLines(text),
];

function hashLines({ plan, end, left }: ReportParts, body: string): readonly string[] {
  return [
    `${end.stdout.sha256}  stdout, every byte`,
    `${end.stderr.sha256}  stderr, every byte`,
    `${plan.package.sha256}  package`,
    ...plan.container.files.flatMap(({ path, sha256 }) => quotedLines(`${sha256}  ${path}\n`)),
    ...left.flatMap(({ path, sha256 }) => quotedLines(`${sha256}  left: ${path}\n`)),
    `${sha256Of(body)}  this report up to here`,
  ];
}
