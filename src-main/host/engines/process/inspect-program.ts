/** Looks at a program before anybody asks for it: what it contains, and whether others could change it. */
import { Refused, type Sha256 } from '#shared/model/index.ts';
import type { FilePins } from './file-pins.ts';
import { UnsafePath } from './safe-path.ts';

export type InspectedProgram =
  | { readonly state: 'ok'; readonly sha256: Sha256 }
  /** Others could put something else in its place; a sentence for the person. */
  | { readonly state: 'unsafe'; readonly why: string }
  /** It is not there, or is no program: then it cannot be run either. */
  | { readonly state: 'unusable' };

/** @param named absolute */
export async function inspectProgram(pins: Pick<FilePins, 'pinFile'>, named: string): Promise<InspectedProgram> {
  try {
    return { state: 'ok', sha256: (await pins.pinFile(named)).sha256 };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.cause instanceof UnsafePath ? { state: 'unsafe', why: error.message } : { state: 'unusable' };
  }
}
