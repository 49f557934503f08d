/** The policy's text with one rule more, under the terms that the request was planned under. Everything else stays as it is written. */
import type { ClientRef, CommandPlan } from '#shared/model/index.ts';
import type { CommandTerms } from '#shared/policy/index.ts';
import { addRule } from '#shared/policy-text/add-rule.ts';
import type { NewRule } from '#shared/policy-text/written-rule.ts';
import type { Edit } from '#shared/policy-text/yaml-document.ts';
import type { Shape } from './rule-shapes.ts';

export interface Addition {
  readonly shape: Shape;
  readonly client: ClientRef;
  /** A rule asks about it, so that the new one has to be an exception. */
  readonly overAsk: boolean;
  /** The terms of the request, and those that a rule has which says nothing about them. */
  readonly wanted: CommandTerms;
  readonly usual: CommandTerms;
  /** `2026-06-01`. */
  readonly day: string;
}

/** @param isBare the command is listed without rules, so that every use of it asks: that stays so once it has one */
export function withRule(
  text: string,
  plan: CommandPlan,
  isBare: boolean,
  addition: Addition,
): Edit & { readonly id?: string } {
  const { command, executable } = plan;
  let base = text;
  if (isBare) {
    const kept = addRule(text, command, executable.named, { verdict: 'ask', args: ['...'] });
    if (!kept.ok) return kept;
    base = kept.text;
  }
  return addRule(base, command, executable.named, newRule(addition));
}

export function newRule({ shape, client, overAsk, wanted, usual, day }: Addition): NewRule {
  return {
    verdict: 'allow',
    ...(overAsk ? { over_ask: true } : {}),
    args: shape.args,
    cwd: shape.cwd,
    clients: [client.name],
    ...termsOf(wanted, usual),
    because: `approved for always on ${day}`,
  };
}

function termsOf(wanted: CommandTerms, usual: CommandTerms): Partial<NewRule> {
  const fence = wanted.sandbox !== usual.sandbox;
  const limits = limitsOf(wanted, usual);
  return {
    ...(fence ? { sandbox: wanted.sandbox } : {}),
    ...((fence && wanted.sandbox !== 'off') || wanted.network !== usual.network ? { network: wanted.network } : {}),
    ...(wanted.wallMs === usual.wallMs ? {} : { timeout: time(wanted.wallMs) }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(wanted.env.join() === usual.env.join() ? {} : { env: wanted.env }),
  };
}

function limitsOf(wanted: CommandTerms, usual: CommandTerms): Readonly<Record<string, string | number>> {
  const written: Readonly<Record<string, readonly [number | null, number | null, boolean]>> = {
    max_timeout: [wanted.maxWallMs, usual.maxWallMs, true],
    output_bytes: [wanted.outputBytes, usual.outputBytes, false],
    memory: [wanted.memoryBytes, usual.memoryBytes, false],
    processes: [wanted.pids, usual.pids, false],
    cpu_time: [wanted.cpuMs, usual.cpuMs, true],
    open_files: [wanted.openFiles, usual.openFiles, false],
    file_size: [wanted.fileBytes, usual.fileBytes, false],
  };
  return Object.fromEntries(
    Object.entries(written)
      .filter(([, [here, there]]) => here !== there)
      .map(([key, [here, , isTime]]) => [key, here === null ? 'none' : isTime ? time(here) : here]),
  );
}

const time = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);
