/** The house as a whole: its status, its doctor, its login link. */
import { type Handlers, HostError, type HostStatus } from '#shared/contract/index.ts';
import { type DoctorSlice, examine } from './doctor.ts';

type GroupHandlers = Pick<Handlers, 'host.status' | 'host.doctor' | 'host.loginLink'>;

export interface HostSlice extends DoctorSlice {
  readonly status: () => HostStatus;
  readonly loginLink: () => string | undefined;
}

export function hostHandlers(slice: HostSlice): GroupHandlers {
  return {
    'host.status': async () => slice.status(),
    'host.doctor': () => examine(slice),
    'host.loginLink': async () => {
      const url = slice.loginLink();
      if (url === undefined)
        throw new HostError('CONFLICT', 'The desktop app has its own window; there is no page to log in to.');
      return { url };
    },
  };
}
