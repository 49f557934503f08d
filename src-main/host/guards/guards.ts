/** Decides whether a request may enter at all. Counts requests under way, those waiting for a person included. */
import { Refused, type Request } from '#shared/model/index.ts';
import type { PolicyLimits } from '#shared/policy/compiled-policy.ts';

export interface Guards {
  /** @throws Refused GUARD_BUSY */
  admit(request: Request): Disposable;
}

export function createGuards(limits: () => Pick<PolicyLimits, 'concurrent' | 'concurrentPerClient'>): Guards {
  const underWay = new Map<string, number>();
  let all = 0;

  return {
    admit({ client }) {
      const own = underWay.get(client.name) ?? 0;
      const { concurrent, concurrentPerClient } = limits();
      if (own >= concurrentPerClient) throw busy(`This client has ${own} requests under way, which is the limit.`);
      if (all >= concurrent) throw busy(`${all} requests are under way, which is the limit.`);
      underWay.set(client.name, own + 1);
      all += 1;
      return {
        [Symbol.dispose]() {
          all -= 1;
          const left = (underWay.get(client.name) ?? 1) - 1;
          if (left > 0) underWay.set(client.name, left);
          else underWay.delete(client.name);
        },
      };
    },
  };
}

const busy = (message: string): Refused => new Refused('GUARD_BUSY', { message });
