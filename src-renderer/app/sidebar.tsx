/** The way to every screen that exists, with the number of requests that wait. */
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useSteps } from '../features/start/use-steps.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';
import { Passing } from '../ui/passing.tsx';
import type { House } from './use-house.ts';

export const screens = [
  { path: '/approvals', name: 'Approvals' },
  { path: '/runs', name: 'Runs' },
  { path: '/policy', name: 'Policy' },
  { path: '/audit', name: 'Audit' },
  { path: '/clients', name: 'Clients' },
  { path: '/images', name: 'Images' },
] as const;

/** Screens that are reached from within another. */
const within: Readonly<Record<string, readonly string[]>> = {
  '/approvals': ['/permissions', '/prompts'],
  '/clients': ['/add-client', '/sessions'],
  '/images': ['/engine'],
};

const isAt = (location: string, path: string): boolean =>
  [path, ...(within[path] ?? [])].some((one) => location === one || location.startsWith(`${one}/`));

export function Sidebar(props: {
  readonly waiting: number | undefined;
  readonly paused: boolean;
  readonly house: House;
  readonly onKeys: () => void;
}): ReactNode {
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
        <HouseButtons house={props.house} paused={props.paused} />
        <Button tone="bare" chord="?" onClick={props.onKeys}>
          Keys
        </Button>
      </div>
    </nav>
  );
}

/** The panic button and the lock. Both only ever take away, so neither asks first. */
function HouseButtons({ house, paused }: { readonly house: House; readonly paused: boolean }): ReactNode {
  return (
    <>
      {!paused && (
        <Button
          tone="bare"
          inert={house.busy}
          onClick={() => house.pause(false)}
          title="Nothing new starts until you resume"
        >
          <Icon name="pause" />
          Pause everything
        </Button>
      )}
      <Button tone="bare" inert={house.busy} onClick={house.lock} title="Ends every standing permission">
        <Icon name="lock" />
        Lock
      </Button>
      {house.locked !== null && (
        <Passing key={house.locked} seconds={8}>
          <small className="sidebar-said">{house.locked}</small>
        </Passing>
      )}
    </>
  );
}
