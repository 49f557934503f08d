/** A fallback runner's targets and containers as the sections `targets` and `solvers`. A person is asked before each solver, which nobody was there. */
import { SolversDocument, TargetDocument } from '#shared/policy/index.ts';
import type { Draft } from './draft.ts';

type Values = Map<string, string>;

export function addFallbackSolvers(values: Values, draft: Draft): void {
  addTargets(values, draft);
  addSwitches(values, draft);
  for (const [name, key, unit] of limits) addLimit(values, { name, key, unit }, draft);
}

type Unit = 'seconds' | 'bytes' | 'docker bytes' | 'number';

/** Each with what the same number means here. */
const limits: readonly (readonly [string, string, Unit])[] = [
  ['DEFAULT_TIMEOUT_SECONDS', 'timeout', 'seconds'],
  ['MAX_TIMEOUT_SECONDS', 'max_timeout', 'seconds'],
  ['DOCKER_MEMORY', 'memory', 'docker bytes'],
  ['DOCKER_CPUS', 'cpus', 'number'],
  ['DOCKER_PIDS_LIMIT', 'pids', 'number'],
  ['MAX_OUTPUT_BYTES', 'output_bytes', 'bytes'],
  ['MAX_CODE_BYTES', 'package_bytes', 'bytes'],
  ['MAX_SINGLE_FILE_BYTES', 'file_bytes', 'bytes'],
];

const tighter: Readonly<Record<string, string>> = {
  output_bytes: 'it counts for standard output and standard error together here',
};

function addLimit(values: Values, { name, key, unit }: { name: string; key: string; unit: Unit }, draft: Draft): void {
  const text = values.get(name);
  if (text === undefined) return;
  values.delete(name);
  const from = `${name}=${text}`;
  const value = numberOf(text, unit);
  const checked = value === null ? null : SolversDocument.safeParse({ [key]: value });
  if (value === null || checked?.success !== true) {
    draft.leftOut(
      from,
      `solvers.${key} cannot be that here: ${checked?.error?.issues[0]?.message ?? `expected ${unit}`}`,
    );
    return;
  }
  draft.solver(key, value, from, tighter[key]);
}

const dockerUnits: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

function numberOf(text: string, unit: Unit): number | null {
  if (unit === 'docker bytes') {
    const [, count, suffix = ''] = /^([1-9]\d{0,12})([bkmg]?)b?$/u.exec(text.trim().toLowerCase()) ?? [];
    return count === undefined ? null : Number(count) * (dockerUnits[suffix] ?? Number.NaN);
  }
  const plain = text.trim();
  const form = unit === 'bytes' ? /^[1-9][\d_]{0,15}$/u : /^(?:0|[1-9]\d{0,8})(?:\.\d{1,3})?$/u;
  return form.test(plain) ? Number(plain.replaceAll('_', '')) : null;
}

const MOST_TARGETS = 1000;

/** `HOST:PORT,HOST:PORT`, each for itself: what cannot stand here is left out with why, and opens nothing. */
function addTargets(values: Values, draft: Draft): void {
  const text = values.get('ALLOWED_TCP_TARGETS');
  if (text === undefined) return;
  values.delete('ALLOWED_TCP_TARGETS');
  const entries = text.split(',').map((entry) => entry.trim());
  for (const [at, entry] of entries.filter((one) => one !== '').entries()) {
    const from = `ALLOWED_TCP_TARGETS: ${entry}`;
    if (at >= MOST_TARGETS) {
      draft.leftOut('ALLOWED_TCP_TARGETS', `at most ${MOST_TARGETS} targets are taken over`);
      return;
    }
    const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/u.exec(entry) ?? [];
    const target = { hosts: [host ?? ''], ports: [Number(port ?? 0)], protocol: 'tcp', for: ['solvers', 'probes'] };
    const checked = TargetDocument.safeParse(target);
    if (!checked.success) {
      const why = entry.includes('*')
        ? 'there is no wildcard for targets: list each host and port by itself'
        : (checked.error.issues[0]?.message ?? 'expected host:port');
      draft.leftOut(from, why);
      continue;
    }
    draft.target(checked.data.hosts[0] ?? '', Number(port), from);
  }
}

/** What could be switched there and is always so here. */
const always: Readonly<Record<string, string>> = {
  BLOCK_PRIVATE_IPS: 'private, loopback and metadata addresses count only where they are listed one by one',
  ENABLE_EGRESS_FIREWALL: 'a container reaches its own target and nothing else',
  REQUIRE_SANDBOX_FAILURE_REASON: 'evidence is required, and shown as the agent’s claim',
  REQUIRE_LOCAL_VALIDATION: 'evidence is required, and shown as the agent’s claim',
};

function addSwitches(values: Values, draft: Draft): void {
  for (const [name, because] of Object.entries(always)) {
    const text = values.get(name);
    if (text === undefined) continue;
    values.delete(name);
    const isOn = /^(?:1|true|yes|on)$/iu.test(text.trim());
    draft.alwaysSo(`${name}=${text}`, isOn, `${because}; nothing switches that off`);
  }
}
