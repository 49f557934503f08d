/** The gateway's limits. One that cannot be read leaves the usual limit in its place, which is never none. */
import { ResourceLimitsDocument } from '#shared/policy/index.ts';
import { gatewayLimits } from '../load/gateway/gateway-limits.ts';
import type { Draft } from './draft.ts';
import { isMapping, type Mapping, shown } from './source.ts';

/** The gateway's own cap on wall time; what a share of the processor comes to is counted over it. */
const LONGEST_MS = 300_000;

const KEYS = ['memory', 'processes', 'cpu_time'] as const;
type Key = (typeof KEYS)[number];
type Limits = Readonly<Partial<Record<Key, number | 'none'>>>;

const because: Readonly<Record<Key, string>> = {
  memory: 'it says the same',
  processes: 'it says the same',
  cpu_time: 'what the share comes to over the longest run',
};

export function addLimits(source: Mapping, draft: Draft): void {
  const limits = readLimits(source.resource_limits, 'resource_limits', draft);
  for (const key of KEYS) {
    if (limits[key] === undefined) continue;
    draft.limit(key, limits[key], `resource_limits: ${shown(source.resource_limits, 120)}`, because[key]);
  }
  const files = source.file_limits;
  if (files === undefined || files === null) return;
  if (!isMapping(files)) {
    draft.leftOut(`file_limits: ${shown(files)}`, 'a mapping was expected');
    return;
  }
  for (const [key, value] of Object.entries(files)) {
    const from = `file_limits.${key}: ${shown(value)}`;
    if (['max_read_size', 'max_write_size', 'blocked_extensions'].includes(key)) draft.file(key, value, from);
    else draft.leftOut(from, 'there is no such key here');
  }
}

export function overrideLimits(written: unknown, from: string, draft: Draft): Limits {
  const limits = readLimits(written, from, draft);
  for (const key of KEYS) {
    if (limits[key] === undefined) continue;
    const to = `limits.${key}: ${limits[key]}`;
    draft.notes.push({ kind: 'translated', from: shown(`${from}: ${shown(written, 120)}`), to, because: because[key] });
  }
  return limits;
}

/** Key by key, so that one that cannot be read does not take the others with it. */
function readLimits(written: unknown, from: string, draft: Draft): Limits {
  if (written === undefined || written === null) return {};
  if (!isMapping(written)) {
    draft.leftOut(`${from}: ${shown(written)}`, 'a mapping was expected');
    return {};
  }
  const good = Object.entries(written).flatMap(([key, value]) => {
    const isReadable = ResourceLimitsDocument.safeParse({ [key]: value }).success;
    if (!isReadable) draft.leftOut(`${from}.${key}: ${shown(value)}`, 'it cannot be read; the usual limit counts');
    else if (key === 'io_weight') draft.leftOut(`${from}.${key}: ${shown(value)}`, 'it is a share and no limit');
    return isReadable ? [[key, value] as const] : [];
  });
  const limits = gatewayLimits(ResourceLimitsDocument.parse(Object.fromEntries(good)), LONGEST_MS);
  const inUnits = { ...limits, ...(limits.cpu_time == null ? {} : { cpu_time: limits.cpu_time / 1000 }) };
  return Object.fromEntries(Object.entries(inUnits).map(([key, value]) => [key, value ?? 'none']));
}
