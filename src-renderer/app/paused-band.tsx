/**
 * Across the whole window while everything is paused: since when, by whom, what still runs, and the way out. Resuming lets things start,
 * so its button wakes up like an approval's: the second click of a double click on Pause does not undo it.
 */
import { type MouseEvent, type ReactNode, useState } from 'react';
import type { HostStatus } from '#shared/contract/index.ts';
import { counted, exactTime, timeOfDay } from '#shared/text/index.ts';
import { useArming } from '../features/approvals/arming.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { Visible } from '../ui/visible.tsx';
import type { House } from './use-house.ts';

export function PausedBand(props: {
  readonly paused: NonNullable<HostStatus['paused']>;
  readonly running: number;
  readonly house: House;
}): ReactNode {
  const { paused, running, house } = props;
  const [killing, setKilling] = useState(false);
  const arming = useArming(`paused ${paused.at}`);
  const onResume = (event: MouseEvent): void => {
    if (arming.counts(event)) house.resume();
  };
  return (
    <section className="paused-band" aria-label="Paused" {...arming.guard} data-armed={arming.armed}>
      <span className="paused-words">
        <Icon name="pause" />
        <strong>Everything is paused.</strong>{' '}
        <span title={exactTime(paused.at)}>
          Since {timeOfDay(paused.at).slice(0, 5)}, by <Visible text={paused.by} mode="layout" />. Nothing new starts
          {running === 0 ? ', and nothing runs.' : `; ${counted(running, 'run goes', 'runs go')} on.`}
        </span>
      </span>
      {running > 0 && (
        <Button onClick={() => setKilling(true)}>End {running === 1 ? 'the run' : `the ${running} runs`}…</Button>
      )}
      <Button inert={!arming.armed || house.busy} onClick={onResume}>
        Resume
      </Button>
      {killing && (
        <Confirm
          title={`End ${counted(running, 'run', 'runs')}?`}
          act="End what runs"
          keep="Let it finish"
          onAct={() => {
            setKilling(false);
            house.pause(true);
          }}
          onKeep={() => setKilling(false)}
        >
          <p>Each program is asked to end and, if it does not, is ended. What it has done so far stays done.</p>
        </Confirm>
      )}
    </section>
  );
}
