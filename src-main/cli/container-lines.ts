/** A solver's or a probe's plan in full, as lines for a terminal. Pure. */
import type { ContainerSpec, ProbePlan, SolverPlan } from '#shared/model/index.ts';
import {
  bytes,
  containerLimitWords,
  containmentWords,
  counted,
  egressWords,
  targetWords,
  validatedWords,
  visibleText,
} from '#shared/text/index.ts';
import { environmentLines, labelled, tokenText } from './line-parts.ts';

export function solverLines(plan: SolverPlan): readonly string[] {
  const { word, rest } = validatedWords(plan.validated);
  return [
    labelled('Target', visibleText(targetWords(plan.target))),
    ...argumentLines(plan.container.argv),
    `Package (${counted(plan.container.files.length, 'file', 'files')}, ${bytes(plan.package.bytes)})`,
    ...plan.container.files.flatMap((file) => [
      `  ${file.path === plan.entrypoint ? '▸' : ' '} ${visibleText(file.path)}  ${bytes(file.bytes)}`,
      `    SHA-256 ${file.sha256}`,
    ]),
    labelled('', `package SHA-256 ${plan.package.sha256}`),
    labelled('Checked', `Is it what the agent validated? ${word}: ${rest}.`),
    ...(plan.validated.claimed === null ? [] : [labelled('', `hash it names ${plan.validated.claimed}`)]),
    ...(plan.derivedFrom === null ? [] : [labelled('Derived from', plan.derivedFrom)]),
    ...containerLines(plan.container, plan.envFromAgent),
    ...claimLines(plan),
  ];
}

export function probeLines(plan: ProbePlan): readonly string[] {
  return [
    labelled('Target', visibleText(targetWords(plan.target))),
    'Looks from inside a container: connects, waits a moment for a greeting, and hangs up.',
    labelled('TLS', plan.tls ? 'a handshake is tried' : 'not tried'),
    ...containerLines(plan.container, []),
    'The agent says why (unverified):',
    ...quotedLines(plan.reason),
  ];
}

function argumentLines(argv: readonly string[]): readonly string[] {
  const width = String(argv.length - 1).length;
  return [
    `Arguments (${argv.length})`,
    ...argv.map((token, index) => `  [${String(index).padStart(width)}] ${tokenText(token)}`),
  ];
}

function containerLines(spec: ContainerSpec, fromAgent: readonly string[]): readonly string[] {
  return [
    labelled('Container', containmentWords(spec)),
    labelled('Image', `${visibleText(spec.image.name)}  ${spec.image.id}`),
    labelled('Network', visibleText(egressWords(spec))),
    labelled('Limits', containerLimitWords(spec)),
    ...environmentLines(spec.env, fromAgent),
  ];
}

/** Set apart: nothing here was checked. */
function claimLines({ claims: { sandboxFailure, localValidation } }: SolverPlan): readonly string[] {
  const optional = (label: string, text: string | null): readonly string[] =>
    text === null ? [] : [`  ${label}`, ...quotedLines(text)];
  return [
    'The agent claims (unverified):',
    '  Its own sandbox failed, because',
    ...quotedLines(sandboxFailure.reason),
    ...optional('at', sandboxFailure.attemptedAt),
    ...optional('it ran', sandboxFailure.commandSummary),
    ...optional('and saw', sandboxFailure.errorExcerpt),
    '  It solved a copy on its own side:',
    ...quotedLines(localValidation.summary),
  ];
}

const quotedLines = (text: string): readonly string[] =>
  text.split('\n').map((line) => `    │ ${visibleText(line, 'layout')}`);
