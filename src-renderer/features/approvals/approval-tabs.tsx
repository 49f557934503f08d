/** The three sides of approvals: what waits, what was permitted for longer, and what it came to. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useStandingGrants } from '../permissions/standing.ts';

const sides = [
  { path: '/approvals', name: 'Requests' },
  { path: '/permissions', name: 'Permissions' },
  { path: '/prompts', name: 'History' },
] as const;

export function ApprovalTabs({ at }: { readonly at: (typeof sides)[number]['path'] }): ReactNode {
  const standing = useStandingGrants().length;
  return (
    <nav className="approval-tabs" aria-label="Approvals">
      {sides.map(({ path, name }) => (
        <Link key={path} href={path} className="approval-tab" aria-current={path === at ? 'page' : undefined}>
          {name}
          {path === '/permissions' && standing > 0 && (
            <span className="figures">
              {' '}
              {standing}
              <span className="unseen"> standing</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
