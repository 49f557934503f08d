/** The house as a whole: its status, its doctor, its login link; the panic button and the lock. */
import { type Handlers, HostError, type HostStatus, type OperationName } from '#shared/contract/index.ts';
import type { HouseEvent } from '#shared/model/index.ts';
import { type DoctorSlice, examine } from './doctor.ts';
import { signatureOf } from './signature.ts';

type GroupHandlers = Pick<Handlers, Extract<OperationName, `host.${string}`>>;

export interface HostSlice extends DoctorSlice {
  readonly status: () => HostStatus;
  readonly loginLink: () => string | undefined;
  readonly pause: { press(by: string): Promise<void>; release(): Promise<void> };
  readonly broker: { stopAll(): number };
  readonly approvals: { readonly grants: { lock(): number }; readonly permits: { lock(): number } };
  readonly house: (
    event: HouseEvent,
    detail: Readonly<Record<string, string | number | boolean | null>>,
  ) => Promise<void>;
}

export function hostHandlers(slice: HostSlice): GroupHandlers {
  const { pause, broker, approvals, house, status } = slice;
  return {
    'host.status': async () => status(),
    'host.doctor': () => examine(slice),
    'host.loginLink': async () => {
      const url = slice.loginLink();
      if (url === undefined)
        throw new HostError('CONFLICT', 'The desktop app has its own window; there is no page to log in to.');
      return { url };
    },
    'host.pause': async ({ kill }, caller) => {
      const by = signatureOf(caller);
      // First in force, then on record: a log that cannot be written must not keep the button from working.
      await pause.press(by);
      const killed = kill ? broker.stopAll() : 0;
      await house('paused', { by, kill, killed });
      return status();
    },
    'host.resume': async (_input, caller) => {
      // First on record: it lets things start.
      await house('resumed', { by: signatureOf(caller) });
      await pause.release();
      return status();
    },
    'host.lock': async (_input, caller) => {
      const ended = approvals.grants.lock();
      const permits = approvals.permits.lock();
      await house('locked', { by: signatureOf(caller), ended, permits });
      return { ended };
    },
  };
}
