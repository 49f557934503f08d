/** What is always there: the sidebar, the status strip, and the keys that work everywhere. Between them, one screen. */
import { type ReactNode, useState } from 'react';
import { useOperation } from '../client/queries.ts';
import { Notice } from '../ui/card.tsx';
import { useKeys } from '../ui/keys.ts';
import { Visible } from '../ui/visible.tsx';
import { Words } from '../ui/words.tsx';
import './frame.css';
import { KeysHelp } from './keys-help.tsx';
import { Palette } from './palette.tsx';
import { PausedBand } from './paused-band.tsx';
import { Routes } from './routes.tsx';
import { Sidebar } from './sidebar.tsx';
import { StatusStrip } from './status-strip.tsx';
import { useHouse } from './use-house.ts';
import { useNews } from './use-news.ts';

export function Frame(): ReactNode {
  const [over, setOver] = useState<'palette' | 'keys' | null>(null);
  const status = useOperation('host.status', {});
  const house = useHouse();
  const paused = status.data?.paused ?? null;
  const waiting = useNews(paused !== null);
  useKeys({ 'mod+k': () => setOver((old) => (old === 'palette' ? null : 'palette')), '?': () => setOver('keys') });
  const home = status.data?.home ?? '';
  return (
    <div className="frame" data-paused={paused !== null}>
      {paused !== null && <PausedBand paused={paused} running={status.data?.runs_active ?? 0} house={house} />}
      <Sidebar waiting={waiting} paused={paused !== null} house={house} onKeys={() => setOver('keys')} />
      <div className="frame-screen">
        {status.data?.audit.writable === false && (
          <div className="frame-alert" role="alert">
            <Notice tone="deny">
              <Words text="The audit log cannot be written, so nothing new may run. Look at the disk; `countersign doctor` says more." />
            </Notice>
          </div>
        )}
        {house.problem !== null && (
          <div className="frame-alert" role="alert">
            <Notice tone="deny">
              <Visible text={house.problem} mode="layout" />
            </Notice>
          </div>
        )}
        <Routes home={home} waiting={waiting} />
      </div>
      <StatusStrip status={status.data} house={house} />
      {over === 'palette' && (
        <Palette
          home={home}
          house={house}
          paused={paused !== null}
          onClose={() => setOver(null)}
          onKeys={() => setOver('keys')}
        />
      )}
      {over === 'keys' && <KeysHelp onClose={() => setOver(null)} />}
    </div>
  );
}
