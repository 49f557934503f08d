/** A policy rule by where it stands, as a link to that line. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RuleRef } from '#shared/model/index.ts';
import { baseName } from '#shared/text/index.ts';

export function RuleLink({ rule }: { readonly rule: RuleRef | null }): ReactNode {
  if (rule === null) return <>the default</>;
  if (rule.file === null || rule.line === 0) return <>the built-in rule {rule.id}</>;
  return (
    <Link href={`/policy/${rule.line}`} title={`${rule.file}: ${rule.id}`}>
      {baseName(rule.file)} line {rule.line}
    </Link>
  );
}
