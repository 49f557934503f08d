/** The way to every screen that exists, with the number of requests that wait. */
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useSteps } from '../features/start/use-steps.ts';
import { Button } from '../ui/button.tsx';

export const screens = [
  { path: '/approvals', name: 'Approvals' },
  { path: '/runs', name: 'Runs' },
  { path: '/policy', name: 'Policy' },
  { path: '/audit', name: 'Audit' },
  { path: '/clients', name: 'Clients' },
] as const;

const isAt = (location: string, path: string): boolean =>
  location === path || location.startsWith(`${path}/`) || (path === '/clients' && location === '/add-client');

export function Sidebar(props: { readonly waiting: number | undefined; readonly onKeys: () => void }): ReactNode {
  const [location] = useLocation();
  const steps = useSteps();
  const { waiting = 0 } = props;
  const shown = steps !== null && !steps.all ? [{ path: '/start', name: 'Get started' }, ...screens] : screens;
  return (
    <nav className="sidebar" aria-label="Screens">
      <b className="sidebar-name">Countersign</b>
      <ul>
        {shown.map(({ path, name }) => (
          <li key={path}>
            <Link href={path} className="sidebar-link" aria-current={isAt(location, path) ? 'page' : undefined}>
              {name}
              {path === '/approvals' && waiting > 0 && (
                <span className="sidebar-count">
                  {waiting}
                  <span className="unseen"> waiting</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className="sidebar-foot">
        <Button tone="bare" chord="?" onClick={props.onKeys}>
          Keys
        </Button>
      </div>
    </nav>
  );
}
