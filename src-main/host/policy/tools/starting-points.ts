/** Policies to begin with: somebody else's configuration translated, and starter packs. Nothing is changed by reading them. */
import { HostError, type ImportFormat, type ImportReport, type StarterPack } from '#shared/contract/index.ts';
import { importPolicy } from '../import/index.ts';
import { findProgram } from '../keep/find-program.ts';
import type { SandboxHere } from '../keep/sandbox-here.ts';
import { mergePack, starterPacks } from '../packs/index.ts';

const findHere = (name: string): Promise<string | undefined> => findProgram(name);

/** @param home the person's, absolute */
export function importText(
  format: ImportFormat,
  text: string,
  home: string,
  sandbox?: SandboxHere,
): Promise<ImportReport> {
  return importPolicy(format, text, { findProgram: findHere, home, ...(sandbox === undefined ? {} : { sandbox }) });
}

export interface StartingPoints {
  importText(format: ImportFormat, text: string, home: string): Promise<ImportReport>;
  packsHere(): Promise<readonly StarterPack[]>;
  /** A policy's text with a pack added. @throws HostError NOT_FOUND */
  withPack(text: string, id: string): Promise<ImportReport>;
}

/** @param sandbox as the probe found it; without it, the usual fence counts as being there */
export function startingPoints(sandbox?: SandboxHere): StartingPoints {
  const surroundings = { findProgram: findHere, ...(sandbox === undefined ? {} : { sandbox }) };
  return {
    importText: (format, text, home) => importText(format, text, home, sandbox),
    packsHere: () => starterPacks(surroundings),
    async withPack(text, id) {
      const pack = (await starterPacks(surroundings)).find((one) => one.id === id);
      if (pack === undefined) throw new HostError('NOT_FOUND', `There is no starter pack “${id}”.`);
      return mergePack(text, pack);
    },
  };
}
