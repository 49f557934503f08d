/** Containers in Docker: one request says everything, and the engine's own word about what it made must repeat it to the letter. */
import { isRunning } from '../run/engine-calls.ts';
import { checkCreated } from './check-created.ts';
import { checkRequest } from './check-request.ts';
import { creationRequest } from './creation-request.ts';
import type { MakingOf } from './making.ts';

export const inDocker: MakingOf = async (calls, terms) => {
  const request = creationRequest(terms);
  return {
    wrong: checkRequest({ ...request }, terms),
    create: () => calls.create(request),
    async look(id) {
      const inspected = await calls.inspect(id);
      return { isRunning: isRunning(inspected), findings: checkCreated(inspected, { ...request }) };
    },
  };
};
