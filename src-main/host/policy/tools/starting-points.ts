/** Policies to begin with: somebody else's configuration translated, and starter packs. Nothing is changed by reading them. */
import { HostError, type ImportFormat, type ImportReport, type StarterPack } from '#shared/contract/index.ts';
import { importPolicy } from '../import/index.ts';
import { findProgram } from '../keep/find-program.ts';
import { mergePack, starterPacks } from '../packs/index.ts';

const find = (name: string): Promise<string | undefined> => findProgram(name);

/** @param home the person's, absolute */
export function importText(format: ImportFormat, text: string, home: string): Promise<ImportReport> {
  return importPolicy(format, text, { findProgram: find, home });
}

export function packsHere(): Promise<readonly StarterPack[]> {
  return starterPacks({ findProgram: find });
}

/** A policy's text with a pack added. @throws HostError NOT_FOUND */
export async function withPack(text: string, id: string): Promise<ImportReport> {
  const pack = (await packsHere()).find((one) => one.id === id);
  if (pack === undefined) throw new HostError('NOT_FOUND', `There is no starter pack “${id}”.`);
  return mergePack(text, pack);
}
