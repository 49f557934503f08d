/**
 * The gateway's paths. There, `*` runs across folders; here it is a part of one name. So what allows becomes narrower as it stands, and what
 * blocks is widened to cover as much as before.
 */
import type { Draft } from './draft.ts';
import { type Mapping, shown, textsOf } from './source.ts';

export function addGatewayPaths(source: Mapping, draft: Draft): void {
  const odd = (key: string) => (entry: unknown) => draft.leftOut(`${key}: ${shown(entry)}`, 'text was expected');
  for (const written of textsOf(source.allowed_paths, odd('allowed_paths'))) allow(written, draft);
  for (const written of textsOf(source.blocked_paths, odd('blocked_paths'))) block(written, draft);
}

function allow(written: string, draft: Draft): void {
  const from = `allowed_paths: ${written}`;
  if (/[[\]{}\\]|\/\//u.test(written)) {
    draft.leftOut(from, 'its spelling matches something else there than here, or nothing');
    return;
  }
  if (!draft.path('read', written, from)) return;
  draft.path('write', written, from);
  const because = /(?:^|\/)[^/]*\*[^/]*(?:\/|$)/u.test(written.replaceAll('**', ''))
    ? '“*” is a part of one name here, not of several'
    : 'it says the same';
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

function widened(written: string): string {
  const names = written.split('/').filter((name) => name !== '' && name !== '.');
  const isHome = names[0] === '~';
  const isWhole = written.startsWith('/') || isHome;
  const parts = names.slice(isHome ? 1 : 0).flatMap((name, index, all) => {
    if (!/[*?[\]{}\\]/u.test(name)) return [name];
    const isLast = index === all.length - 1;
    return isLast && /^\*?[^*?[\]{}\\]+\*?$/u.test(name) ? ['**', name] : ['**'];
  });
  const start = isHome ? ['~'] : isWhole ? [''] : ['**'];
  const all = [...start, ...parts, '**'].filter((part, index, list) => part !== '**' || list[index - 1] !== '**');
  return all.join('/') === '**' ? '/**' : all.join('/');
}
