/** A fallback runner's `.env`: its targets and containers become the sections of that name, what limits everything is kept, and the rest is left out with why. */
import type { PolicyProblem } from '#shared/contract/index.ts';
import type { Draft } from './draft.ts';
import { readEnv, shownVariable, type Variable } from './env-file.ts';
import { addFallbackSolvers } from './fallback-solvers.ts';

const needed: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:RUNNER_IMAGE_|DEFAULT_LANGUAGE)/u,
    'solvers run in Countersign’s own images (countersign images build); another one can be written under solvers.languages, and needs /usr/bin/python3',
  ],
  [/^DOCKER_USER$/u, 'a solver always runs as an ordinary user of its container (1000:1000)'],
  [/^(?:DOCKER_|RUNNER_)/u, 'containers have no such setting here'],
  [/^(?:MCP_BIND_HOST|MCP_PORT|HOST|PORT)$/u, 'Countersign listens on loopback; --port chooses where'],
  [/^(?:LOG_|LOGS_|RUNS_DIR|AUDIT_)/u, 'logs and runs are kept in Countersign’s own folder'],
  [/^HOST_/u, 'commands are listed one by one: add those that you want under “commands”'],
  [/(?:AUTH|TOKEN|API_KEY)/u, 'clients have tokens of their own here: countersign clients add'],
];

export async function importFallbackEnv(text: string, draft: Draft): Promise<readonly PolicyProblem[]> {
  const read = readEnv(text);
  if (!read.ok) return read.problems;
  const values = new Map<string, string>();
  for (const variable of read.value) {
    if (values.has(variable.name)) draft.leftOut(shownVariable(variable), 'it stands twice; the smaller value counts');
    values.set(variable.name, smaller(values.get(variable.name), variable.value));
  }
  if (values.size === 0) {
    return [{ line: 1, column: 1, message: 'There is no setting here. Expected NAME=value lines.' }];
  }
  addFallbackSolvers(values, draft);
  addArgumentBytes(values, draft);
  addCount(values, 'MAX_CONCURRENT_COMMANDS', draft);
  addDays(values, 'DELETE_RUN_FILES_AFTER_DAYS', draft);
  for (const [name, value] of values) leaveOut({ name, value }, draft);
  return [];
}

const smaller = (one: string | undefined, other: string): string =>
  one === undefined || Number(other) < Number(one) ? other : one;

const whole = (text: string | undefined): number | null =>
  text !== undefined && /^[1-9][\d_]{0,12}$/u.test(text) ? Number(text.replaceAll('_', '')) : null;

/** Counts and lengths become one limit on all arguments together, in bytes. */
function addArgumentBytes(values: Map<string, string>, draft: Draft): void {
  const [count, length] = [whole(values.get('MAX_ARGS')), whole(values.get('MAX_ARG_LENGTH'))];
  if (count === null || length === null) return;
  const from = `MAX_ARGS=${count}, MAX_ARG_LENGTH=${length}`;
  draft.limit('max_argument_bytes', count * length, from, 'all arguments together; the count stands at each command');
  values.delete('MAX_ARGS');
  values.delete('MAX_ARG_LENGTH');
}

function addCount(values: Map<string, string>, name: string, draft: Draft): void {
  const count = whole(values.get(name));
  if (count === null) return;
  draft.limit('concurrent', count, `${name}=${count}`, 'as many at once, all clients together');
  values.delete(name);
}

function addDays(values: Map<string, string>, name: string, draft: Draft): void {
  const days = whole(values.get(name));
  if (days === null) return;
  draft.limit(
    'keep_runs',
    days * 86_400,
    `${name}=${days}`,
    'in seconds; removed by itself, at the start and every hour',
  );
  values.delete(name);
}

function leaveOut(variable: Variable, draft: Draft): void {
  const known = needed.find(([pattern]) => pattern.test(variable.name));
  draft.leftOut(shownVariable(variable), known?.[1] ?? 'it has no counterpart in a policy');
}
