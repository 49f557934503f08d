/**
 * A security server's `config.yaml`. Of its tools only nmap can be said in rules, and a person is asked before each scan: who may be scanned
 * is more than a name says. The other scanners, and whatever guesses passwords or exploits, are left out.
 */
import type { PolicyProblem } from '#shared/contract/index.ts';
import type { Draft, DraftCommand } from './draft.ts';
import { nmapFlags } from './nmap-flags.ts';
import { isMapping, type Mapping, readYamlMapping, shown, textsOf } from './source.ts';
import { addUsualPaths } from './usual-paths.ts';

const SECTIONS = [
  'server',
  'security',
  'circuit_breaker',
  'health',
  'metrics',
  'logging',
  'tool',
  'tools',
  'rate_limit',
  'database',
];
const needed = new Map([
  ['circuit_breaker', 'the breaker’s thresholds have no keys here yet'],
  ['rate_limit', 'rates have no keys here yet'],
  ['health', 'health checks are not a matter of the policy'],
  ['metrics', 'metrics are not a matter of the policy'],
  ['logging', 'logs are not a matter of the policy'],
  ['server', 'Countersign listens on loopback; --port chooses where'],
  ['database', 'there is no database to set up'],
]);
const notShipped = /^(?:hydra|sqlmap|metasploit|john|hashcat)/iu;

export async function importSecurityServer(text: string, draft: Draft): Promise<readonly PolicyProblem[]> {
  const read = readYamlMapping(text, 'a security server’s config.yaml');
  if (!read.ok) return read.problems;
  if (!SECTIONS.some((key) => Object.hasOwn(read.value, key))) {
    const message = 'None of the sections of a security server’s config.yaml is here, such as security or tool.';
    return [{ line: 1, column: 1, message }];
  }
  for (const [section, value] of Object.entries(read.value)) {
    if (section === 'security' || section === 'tool' || section === 'tools') continue;
    leaveOutSection(section, value, draft);
  }
  const security = isMapping(read.value.security) ? read.value.security : {};
  const tool = isMapping(read.value.tool) ? read.value.tool : {};
  await addTools(read.value, { security, tool }, draft);
  addLimits(security, draft);
  for (const [section, value] of [
    ['security', read.value.security],
    ['tool', read.value.tool],
  ] as const) {
    if (value !== undefined && !isMapping(value)) leaveOutSection(section, value, draft);
  }
  if (draft.commands.size > 0) addUsualPaths(draft);
  return [];
}

function leaveOutSection(section: string, value: unknown, draft: Draft): void {
  const because = needed.get(section) ?? 'there is no such section here';
  const entries = isMapping(value) ? Object.entries(value) : [];
  if (entries.length === 0) draft.leftOut(`${section}: ${shown(value)}`, because);
  for (const [key, entry] of entries)
    draft.leftOut(`${section}.${key}: ${isSecret(key) ? '…' : shown(entry)}`, because);
}

const isSecret = (key: string): boolean => /token|secret|key|passw|auth|url/iu.test(key);

interface Sections {
  readonly security: Mapping;
  readonly tool: Mapping;
}

async function addTools({ tools }: Mapping, sections: Sections, draft: Draft): Promise<void> {
  for (const [key, value] of Object.entries(sections.tool)) {
    draft.leftOut(
      `tool.${key}: ${shown(value)}`,
      key === 'default_timeout' ? 'it counts for nmap, if that is listed' : 'tools are listed one by one here',
    );
  }
  if (tools === undefined || tools === null) return;
  const listed: readonly (readonly [string, unknown])[] = isMapping(tools)
    ? Object.entries(tools)
    : textsOf(tools, (odd) => draft.leftOut(`tools: ${shown(odd)}`, 'a name was expected')).map((name) => [name, {}]);
  for (const [name, entry] of listed) {
    const plain = name.toLowerCase().replace(/[-_]?tool$/u, '');
    const from = `tools.${name}`;
    if (plain !== 'nmap') {
      draft.leftOut(
        `${from}: ${shown(entry)}`,
        notShipped.test(plain)
          ? 'what guesses passwords or exploits is not taken over'
          : 'a “scans” section will be needed for this tool',
      );
    } else if (!isMapping(entry) || (entry.enabled !== undefined && entry.enabled !== true)) {
      draft.leftOut(`${from}: ${shown(entry)}`, 'it is switched off, or not a mapping');
    } else await addNmap(entry, from, sections, draft);
  }
}

async function addNmap(entry: Mapping, from: string, { security, tool }: Sections, draft: Draft): Promise<void> {
  const command = await draft.command('nmap', from);
  if (command === undefined) return;
  const allowed = textsOf(entry.allowed_flags, (odd) =>
    draft.leftOut(`${from}.allowed_flags: ${shown(odd)}`, 'text was expected'),
  );
  const flags = nmapFlags(allowed, (flag, because) => draft.leftOut(`${from}.allowed_flags: ${flag}`, because));
  const hosts = hostsFrom(security.allowed_targets, draft);
  draft.add(command, {
    ...{ verdict: 'ask', args: [hosts], flags, from, because: 'scans another machine' },
    tightened: 'a person is asked before each scan, of one host at a time',
  });
  limitNmap(command, entry, tool, draft);
  for (const [key, value] of Object.entries(entry)) {
    if (['enabled', 'allowed_flags', 'timeout', 'default_timeout_sec', 'timeout_seconds'].includes(key)) continue;
    draft.leftOut(`${from}.${key}: ${shown(value)}`, 'it has no counterpart at a command');
  }
}

/** Seconds; the smallest that is said anywhere. */
function limitNmap(command: DraftCommand, entry: Mapping, tool: Mapping, draft: Draft): void {
  const said = [entry.timeout, entry.default_timeout_sec, entry.timeout_seconds, tool.default_timeout].filter(
    (value) => typeof value === 'number' && value >= 1 && value <= 3600,
  );
  if (said.length === 0) return;
  command.maxTimeout = Math.min(...said.map(Number));
  const to = `max_timeout: ${command.maxTimeout}`;
  draft.notes.push({ kind: 'translated', from: 'timeouts of nmap', to, because: 'the smallest of them counts' });
}

/** Names and addresses; networks cannot be said in a hole, so a hole without a list takes their place: a person is asked anyway. */
function hostsFrom(targets: unknown, draft: Draft): string {
  const listed = textsOf(targets, (odd) =>
    draft.leftOut(`security.allowed_targets: ${shown(odd)}`, 'text was expected'),
  );
  const hosts = listed.flatMap((target) => {
    const host = target.toLowerCase().replace(/^\./u, '*.');
    if (/^(?:\*\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,9}$/u.test(host) && host !== 'rfc1918') return [host];
    draft.leftOut(`security.allowed_targets: ${target}`, 'a “targets” section will be needed for networks');
    return [];
  });
  return hosts.length === 0 ? '<host>' : `<host:${[...new Set(hosts)].slice(0, 30).join('|')}>`;
}

function addLimits(security: Mapping, draft: Draft): void {
  const from = (key: string): string => `security.${key}: ${shown(security[key])}`;
  for (const key of Object.keys(security)) {
    if (key === 'max_args_length') draft.limit('max_argument_bytes', security[key], from(key), 'counted in bytes');
    else if (key === 'concurrency_limit') draft.limit('concurrent', security[key], from(key), 'all clients together');
    else if (key === 'max_output_size') addOutput(security[key], from(key), draft);
    else if (key !== 'allowed_targets')
      draft.leftOut(isSecret(key) ? `security.${key}: …` : from(key), 'it has no counterpart here');
  }
}

function addOutput(value: unknown, from: string, draft: Draft): void {
  const isSize = typeof value === 'number' && Number.isInteger(value) && value >= 1024 && value <= 10_485_760;
  if (!isSize || draft.commands.size === 0) {
    draft.leftOut(from, 'it stands at each command, and none took it');
    return;
  }
  for (const command of draft.commands.values()) command.outputBytes = value;
  draft.notes.push({ kind: 'translated', from, to: `output_bytes: ${value}`, because: 'both streams together' });
}
