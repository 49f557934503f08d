/** A policy rule by where it stands, as a link to that line. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { RuleRef } from '#shared/model/index.ts';
import { baseName } from '#shared/text/index.ts';

export function RuleLink({ rule }: { readonly rule: RuleRef | null }): ReactNode {
  if (rule === null) return <>the default</>;
  // A rule that comes with the app has no place to go to; what it says stands beside it.
  if (rule.file === null || rule.line === 0) return <span title={rule.id}>a built-in rule</span>;
  return (
    <Link href={`/policy/${rule.line}`} title={`${rule.file}: ${rule.id}`}>
      {baseName(rule.file)} line {rule.line}
    </Link>
  );
}
