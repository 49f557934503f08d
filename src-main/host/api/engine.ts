/** Which container engine is used. Another one is the person's choice: it has to answer first, and the choice is on record before it counts. */
import { isAbsolute } from 'node:path';
import { type Handlers, HostError, type OperationName } from '#shared/contract/index.ts';
import { type EngineChoice, type EngineReport, type HouseEvent, Refused } from '#shared/model/index.ts';
import { signatureOf } from './signature.ts';

type GroupHandlers = Pick<Handlers, Extract<OperationName, `engine.${string}`>>;

export interface EngineSlice {
  readonly containers: {
    report(): EngineReport;
    lookAgain(): Promise<EngineReport>;
    /** @throws Refused with what came of it when none answers there */
    tryChoice(choice: EngineChoice): Promise<void>;
  };
  /** Durable once it resolves. */
  readonly chooseEngine: (choice: EngineChoice | null) => Promise<unknown>;
  readonly house: (event: HouseEvent, detail: Readonly<Record<string, string | null>>) => Promise<void>;
}

export function engineHandlers({ containers, chooseEngine, house }: EngineSlice): GroupHandlers {
  return {
    'engine.show': async () => containers.report(),
    'engine.look': () => containers.lookAgain(),
    'engine.choose': async ({ address, tls_folder }, caller) => {
      if (tls_folder !== null && !isAbsolute(tls_folder)) {
        throw new HostError('BAD_INPUT', `Expected the whole path of the folder with the keys, got ${tls_folder}.`);
      }
      const choice = address === null ? null : { address: address.trim(), tls_folder };
      if (choice !== null) await answering(() => containers.tryChoice(choice));
      await house('engine-chosen', { address: choice?.address ?? null, by: signatureOf(caller) });
      await chooseEngine(choice);
      return containers.lookAgain();
    },
  };
}

async function answering(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new HostError('CONFLICT', `${error.refusal.message} The engine stays what it was.`);
  }
}
