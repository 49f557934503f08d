/**
 * The gateway's paths. There, `*` runs across folders; here it is a part of one name. So what allows becomes narrower as it stands, and what
 * blocks is widened to cover as much as before.
 */
import { fitsOnlyThere, staysInOneName, widened } from '../paths/gateway-globs.ts';
import type { Draft } from './draft.ts';
import { type Mapping, shown, textsOf } from './source.ts';

export function addGatewayPaths(source: Mapping, draft: Draft): void {
  const odd = (key: string) => (entry: unknown) => draft.leftOut(`${key}: ${shown(entry)}`, 'text was expected');
  for (const written of textsOf(source.allowed_paths, odd('allowed_paths'))) allow(written, draft);
  for (const written of textsOf(source.blocked_paths, odd('blocked_paths'))) block(written, draft);
}

function allow(written: string, draft: Draft): void {
  const from = `allowed_paths: ${written}`;
  if (fitsOnlyThere(written)) {
    draft.leftOut(from, 'its spelling matches something else there than here, or nothing');
    return;
  }
  if (!draft.path('read', written, from)) return;
  draft.path('write', written, from);
  const because = staysInOneName(written) ? '“*” is a part of one name here, not of several' : 'it says the same';
  const kind = because === 'it says the same' ? 'translated' : 'tightened';
  draft.notes.push({ kind, from: shown(from), to: `paths.read and paths.write: ${shown(written)}`, because });
}

function block(written: string, draft: Draft): void {
  const from = `blocked_paths: ${written}`;
  const glob = widened(written);
  const isKept = draft.path('blocked', glob, from);
  if (!isKept) draft.path('blocked', '/**', from);
  const because = 'it covers the thing itself and all below it, in every spelling that matched there';
  draft.notes.push({
    ...{ kind: 'tightened', from: shown(from), to: `paths.blocked: ${isKept ? shown(glob) : '/**'}`, because },
  });
}
