/** Turns the section on files into rules. */
import type { FilesDocument, FileTerms } from '#shared/policy/index.ts';
import type { CompiledFiles, FileRule } from '../language/file-rule.ts';
import { compileGlobs, type GlobOptions } from '../paths/path-globs.ts';
import type { Findings } from './findings.ts';

export function compileFiles(files: FilesDocument, globs: GlobOptions, findings: Findings): CompiledFiles {
  const rules = files.rules.map((rule, index): FileRule => {
    const path = ['files', 'rules', index];
    return {
      ref: findings.refAt(`files.rules[${index}]`, path),
      verdict: rule.verdict,
      because: rule.because ?? null,
      deeds: new Set(rule.do),
      places: rule.in === undefined ? null : compileGlobs(rule.in, globs),
      clients: rule.clients === undefined ? null : new Set(rule.clients.map((name) => name.toLowerCase())),
      expiresMs: rule.expires ?? Number.POSITIVE_INFINITY,
    };
  });
  return { rules, terms: fileTerms(files), hardLinks: files.hard_links };
}

export const fileTerms = (files: FilesDocument): FileTerms => ({
  maxReadBytes: files.max_read_size,
  maxWriteBytes: files.max_write_size,
  maxDownloadBytes: files.max_download_size,
  blockedExtensions: files.blocked_extensions.map((extension) => extension.toLowerCase()),
  transferIdleMs: files.transfers.expires,
  transfersPerClient: files.transfers.per_client,
  uploadQuotaBytes: files.transfers.quota,
});
