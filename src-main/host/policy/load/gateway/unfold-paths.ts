/** The gateway's `allowed_paths` and `blocked_paths` among our own. */
import { PathsDocument, type PolicyDocument } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';
import { fitsOnlyThere, staysInOneName, widened } from '../../paths/gateway-globs.ts';
import type { Findings } from '../findings.ts';

export function unfoldPaths(document: PolicyDocument, findings: Findings): PathsDocument {
  const { paths, allowed_paths: allowed, blocked_paths: blocked = [] } = document;
  const rival = (['read', 'write'] as const).find((list) => findings.isWritten(['paths', list]));
  if (allowed !== undefined && rival !== undefined) {
    const message = `“paths.${rival}” says where already: keep one of the two.`;
    findings.problem(['allowed_paths'], message, 'key');
  }
  const open = (allowed ?? []).flatMap((written, index) => allowedGlob(written, index, findings));
  const shut = blocked.flatMap((written, index) => {
    const glob = widened(written);
    if (isGlob(glob)) return [glob];
    findings.problem(
      ['blocked_paths', index],
      `${quoted(written)} cannot be a path here: write it under paths.blocked.`,
    );
    return [];
  });
  return {
    read: [...paths.read, ...open],
    write: [...paths.write, ...open],
    blocked: [...paths.blocked, ...shut],
  };
}

function allowedGlob(written: string, index: number, findings: Findings): readonly string[] {
  const at = ['allowed_paths', index];
  if (written.includes('//')) {
    findings.warning(
      at,
      `${quoted(written)} has two slashes in a row: it matched nothing there, and allows nothing here.`,
    );
    return [];
  }
  if (fitsOnlyThere(written) || !isGlob(written)) {
    findings.problem(
      at,
      `${quoted(written)} cannot be a path here: expected one that starts with “/”, “~/” or “**/”, with “*” and “**” alone as wildcards.`,
    );
    return [];
  }
  if (staysInOneName(written)) {
    findings.warning(
      at,
      `In ${quoted(written)} “*” is a part of one name here, not of several: “**” stands for folders.`,
    );
  }
  return [written];
}

const isGlob = (text: string): boolean => PathsDocument.safeParse({ read: [text] }).success;
