/** A fallback runner's `.env`. Targets and solver containers have sections here, which are written by hand: a list of targets is worth a look. What limits everything is kept. */
import type { PolicyProblem } from '#shared/contract/index.ts';
import type { Draft } from './draft.ts';
import { readEnv, shownVariable, type Variable } from './env-file.ts';

const needed: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:ALLOWED_TCP_TARGETS|BLOCK_PRIVATE_IPS|ENABLE_EGRESS_FIREWALL)$/u,
    'list it by hand in the “targets” section: which hosts and ports may be reached, one by one',
  ],
  [
    /^(?:DOCKER_|RUNNER_IMAGE_|RUNNER_|DEFAULT_LANGUAGE)/u,
    'say it by hand in the “solvers” section: images, memory, CPU and process limits of containers',
  ],
  [
    /^(?:DEFAULT_TIMEOUT_SECONDS|MAX_TIMEOUT_SECONDS)$/u,
    'time limits stand at each command, and in the “solvers” section, whose defaults are 30s and 60s',
  ],
  [
    /^(?:MAX_CODE_BYTES|MAX_SINGLE_FILE_BYTES)$/u,
    'say it by hand in the “solvers” section: how large a package may be (5MB and 3MB unless written)',
  ],
  [/^MAX_OUTPUT_BYTES$/u, 'output_bytes stands at each command, and none is listed yet'],
  [
    /^(?:REQUIRE_SANDBOX_FAILURE_REASON|REQUIRE_LOCAL_VALIDATION)$/u,
    'evidence is always required here, and shown as the agent’s claim; no “solvers” section can switch that off',
  ],
  [/^(?:MCP_BIND_HOST|MCP_PORT|HOST|PORT)$/u, 'Countersign listens on loopback; --port chooses where'],
  [
    /^(?:DELETE_RUN_FILES_AFTER_DAYS|LOG_|LOGS_|RUNS_DIR|AUDIT_)/u,
    'logs and runs are kept by Countersign’s own settings',
  ],
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
  addArgumentBytes(values, draft);
  addCount(values, 'MAX_CONCURRENT_COMMANDS', draft);
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

function leaveOut(variable: Variable, draft: Draft): void {
  const known = needed.find(([pattern]) => pattern.test(variable.name));
  draft.leftOut(shownVariable(variable), known?.[1] ?? 'it has no counterpart in a policy');
}
