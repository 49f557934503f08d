/** The tool `move_file`: another name or place for a file, folder or link. */
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { contentAt, lookAtEntry, lookFor, usable, whatItIs } from '#host/engines/files/index.ts';
import { type FileContent, type FileMovePlan, Refused } from '#shared/model/index.ts';
import type { FileTerms } from '#shared/policy/compiled-policy.ts';
import { fileSentence } from '#shared/text/index.ts';
import { driftOfPlace, driftOfSeen } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { type Located, locate } from './locate.ts';
import { inSession, PathText } from './path-input.ts';
import { WRITE_TRANSCRIPT_BYTES } from './perform-write.ts';
import { mayGo } from './sight.ts';

const Input = z.strictObject({
  ...inSession,
  source: PathText.describe('What is moved. A link is moved itself, not what it points to.'),
  destination: PathText.describe('Its new path, the name included.'),
  overwrite: z.boolean().default(false).describe('Whether a file at the new path may be replaced.'),
  create_parents: z.boolean().default(false).describe('Whether folders on the way are made.'),
});
type Input = z.output<typeof Input>;

const Output = z.object({
  success: z.literal(true),
  source: z.string(),
  destination: z.string(),
  replaced: z.boolean(),
});

export function moveFile(parts: FileParts): Capability<Input, FileMovePlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'move_file',
      title: 'Move or rename',
      description:
        'Gives a file, folder or link another name or place on the same disk. Nothing that is there is replaced unless overwrite says so, and then only a file. The person can revert it.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    },
    transcriptBytes: () => WRITE_TRANSCRIPT_BYTES,
    async plan(request, input, policy) {
      const at = { session_id: input.session_id };
      const source = { needs: ['write', 'read'], what: 'entry' } as const;
      const goal = { needs: ['write'], what: 'entry' } as const;
      const from = await locate(parts.sessions, request, { ...at, path: input.source }, policy, source);
      const to = await locate(parts.sessions, request, { ...at, path: input.destination }, policy, goal);
      refuseIntoItself(from, to);
      const seen = await usable(from.named, () => lookAtEntry(from.path, from.named, mayGo(policy, true)));
      const place = await usable(to.named, () => landing(to, input, seen.entry.type === 'folder', policy.files));
      const { session, workspace } = from;
      return {
        ...{ kind: 'file.move', session, workspace, from: seen.entry, fromFolder: seen.folder },
        ...{ to: { named: to.named, path: to.path }, trashInfo: null, ...place },
      };
    },
    describe: fileSentence,
    async drift(plan) {
      const place = driftOfPlace({ ...plan.to, ...plan, before: plan.replaces });
      return [...(await driftOfSeen(plan.from)), ...(await place)];
    },
    release: async () => undefined,
    async perform(grant, run) {
      const may = mayGo(parts.policy(), true);
      const { from, to, replaces } = await parts.files.move(grant, may, (change) => run.keepChange(change));
      return {
        output: { success: true, source: from.path, destination: to.path, replaced: replaces !== null },
        failed: false,
      };
    },
  };
}

async function landing(
  { named, path }: Located,
  { overwrite, create_parents }: Input,
  isFolder: boolean,
  terms: FileTerms,
): Promise<Pick<FileMovePlan, 'folder' | 'parents' | 'replaces'>> {
  const { folder, parents, stat } = await lookFor(path);
  if (parents.length > 0 && !create_parents) {
    const message = `The folder of ${JSON.stringify(named)} does not exist. Make it first, or say create_parents.`;
    throw new Refused('FILE_NOT_FOUND', { message });
  }
  let replaces: FileContent | null = null;
  if (stat !== null) {
    if (!overwrite || isFolder || !stat.isFile()) {
      const message = `${JSON.stringify(named)} is ${whatItIs(stat)} already. Only a file can be replaced by a file, with overwrite.`;
      throw new Refused('FILE_EXISTS', { message });
    }
    replaces = (await contentAt(path, named, terms.maxWriteBytes)).content;
  }
  return { folder, parents, replaces };
}

function refuseIntoItself(from: Located, to: Located): void {
  for (let at = to.path; at !== dirname(at); at = dirname(at)) {
    if (at !== from.path) continue;
    const message = `${JSON.stringify(from.named)} cannot be moved to ${JSON.stringify(to.named)}: that is itself or inside it.`;
    throw new Refused('BAD_INPUT', { message });
  }
}
