/** Starter packs: small policies to begin with. Each compiles by itself, and names the programs where this machine has them. */
import { isMap, parseDocument } from 'yaml';
import type { StarterPack } from '#shared/contract/index.ts';
import { type PackText, packTexts, pathsText } from './pack-texts.ts';

export interface PackSurroundings {
  /** Absolute path of the program that a name stands for; `undefined` when the machine has none. */
  findProgram(name: string): Promise<string | undefined>;
}

/** A program that is missing keeps its usual path and is named in `missing`: asked for, it is refused as not there. */
export async function starterPacks(surroundings: PackSurroundings): Promise<readonly StarterPack[]> {
  return Promise.all(packTexts.map((pack) => settle(pack, surroundings)));
}

async function settle(
  { id, title, sentence, commands }: PackText,
  { findProgram }: PackSurroundings,
): Promise<StarterPack> {
  const document = parseDocument(`# ${title}. ${sentence}\n${pathsText}${commands}`);
  const entries = document.get('commands');
  const names = isMap(entries) ? entries.items.map(({ key }) => String(key)) : [];
  const missing: string[] = [];
  for (const name of names) {
    const path = await findProgram(name);
    if (path === undefined) missing.push(name);
    else document.setIn(['commands', name, 'executable'], path);
  }
  return { id, title, sentence, text: document.toString({ lineWidth: 0 }), missing };
}
