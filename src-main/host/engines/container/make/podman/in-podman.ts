/**
 * Containers in Podman, on this machine. What its API says of a container is less than has to be known, so it is not what counts: Podman has
 * the runtime make the container and wait, and what the runtime was told is read from its own file, and what came of it from the kernel.
 */
import { readFile } from 'node:fs/promises';
import { Refused } from '#shared/model/index.ts';
import type { MakeTerms } from '../creation-request.ts';
import type { Looked, MakingOf } from '../making.ts';
import { describedFindings } from './check-described.ts';
import { kernelFindings } from './check-kernel.ts';
import { checkLibpodRequest } from './check-libpod-request.ts';
import { checkRuntimeConfig } from './check-runtime-config.ts';
import type { HandedFiles } from './handed-files.ts';
import type { LibpodCalls } from './libpod-calls.ts';
import { libpodRequest } from './libpod-request.ts';

export interface PodmanParts {
  readonly libpod: LibpodCalls;
  /** Where the files lie that Podman takes something from. */
  readonly handed: () => Promise<HandedFiles>;
}

export const inPodman =
  ({ libpod, handed }: PodmanParts): MakingOf =>
  async (calls, terms) => {
    const files = await handed();
    const request = libpodRequest(terms, files);
    return {
      wrong: checkLibpodRequest(request, terms, files),
      async create() {
        const id = await libpod.create(request);
        try {
          await libpod.init(id);
          return id;
        } catch (error) {
          await calls.remove(id);
          throw error;
        }
      },
      look: (id) => look(libpod, id, terms, files),
    };
  };

async function look(libpod: LibpodCalls, id: string, terms: MakeTerms, files: HandedFiles): Promise<Looked> {
  const described = await libpod.describe(id);
  const config = await configAt(described.OCIConfigPath);
  return {
    isRunning: described.State.Running,
    findings: [
      ...describedFindings(described, { ...terms, id }),
      ...checkRuntimeConfig(config, { ...terms, id, handed: files }),
      ...(await kernelFindings(described.State.Pid, { ...terms, id })),
    ],
  };
}

/** @throws Refused SANDBOX_MISSING where it cannot be read: what the runtime is told is not known then */
async function configAt(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Refused('SANDBOX_MISSING', {
      message: `What Podman told its runtime cannot be read (${path.slice(0, 300)}), so it is not known what the container would be.`,
      hint: 'Podman has to run on this machine, as the user that Countersign runs as.',
      cause,
    });
  }
}
