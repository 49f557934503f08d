/** Starter packs: small policies to begin with. Each compiles by itself, and names the programs where this machine has them. */
import { type Document, isMap, parseDocument, Scalar } from 'yaml';
import type { StarterPack } from '#shared/contract/index.ts';
import { type SandboxHere, saysOff } from '../keep/sandbox-here.ts';
import { type PackText, packTexts, pathsText } from './pack-texts.ts';

export interface PackSurroundings {
  /** Absolute path of the program that a name stands for; `undefined` when the machine has none. */
  findProgram(name: string): Promise<string | undefined>;
  /** Without it, the usual fence counts as being there. */
  readonly sandbox?: SandboxHere;
}

/** A program that is missing keeps its usual path and is named in `missing`: asked for, it is refused as not there. */
export async function starterPacks(surroundings: PackSurroundings): Promise<readonly StarterPack[]> {
  return Promise.all(packTexts.map((pack) => settle(pack, surroundings)));
}

/** Below the program; a command that says so for a reason of its own is left as it is. */
function sayOff(document: Document, name: string): void {
  const entry = document.getIn(['commands', name]);
  if (!isMap(entry) || entry.has('sandbox')) return;
  const pair = document.createPair('sandbox', 'off');
  const comment = new Scalar('off');
  comment.comment = ' this machine has no sandbox';
  pair.value = comment;
  entry.items.splice(1, 0, pair);
}

async function settle(
  { id, title, sentence, commands }: PackText,
  { findProgram, sandbox }: PackSurroundings,
): Promise<StarterPack> {
  const document = parseDocument(`# ${title}. ${sentence}\n${pathsText}${commands}`);
  const entries = document.get('commands');
  const names = isMap(entries) ? entries.items.map(({ key }) => String(key)) : [];
  const missing: string[] = [];
  for (const name of names) {
    const path = await findProgram(name);
    if (path === undefined) missing.push(name);
    else document.setIn(['commands', name, 'executable'], path);
    if (saysOff(sandbox)) sayOff(document, name);
  }
  return { id, title, sentence, text: document.toString({ lineWidth: 0 }), missing };
}
