/** Undoes a change, at the person's word. Not a tool: no agent can ask for it. It goes the road of every request all the same. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import type { Grant } from '#host/grants/grant.ts';
import { type KeptChange, Refused, RunId } from '#shared/model/index.ts';
import { fileSentence } from '#shared/text/index.ts';
import { driftOfPlace, driftOfSeen } from './drift.ts';
import type { FileParts } from './file-parts.ts';
import { WRITE_TRANSCRIPT_BYTES } from './perform-write.ts';
import { planReplaced, planRevert, type RevertPlan } from './plan-revert.ts';
import { releaseWrite } from './plan-write.ts';

export interface RevertParts extends Pick<FileParts, 'content' | 'homeTrash' | 'policy' | 'files'> {
  /** What a run changed, as it was kept; `undefined` when it changed nothing, or is deleted. */
  readonly changeOf: (run: RunId) => Promise<KeptChange | undefined>;
}

const Input = z.strictObject({
  run: RunId,
  /** 1 undoes the change; 2 puts back what a move had replaced, once it is undone. */
  step: z.union([z.literal(1), z.literal(2)]),
});
type Input = z.output<typeof Input>;
const Output = z.object({ success: z.literal(true), path: z.string() });

export function revertChange(parts: RevertParts): Capability<Input, RevertPlan, z.output<typeof Output>> {
  return {
    tool: {
      ...{
        name: 'revert',
        title: 'Revert a change',
        description: 'For the person alone.',
        input: Input,
        output: Output,
      },
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    },
    transcriptBytes: () => WRITE_TRANSCRIPT_BYTES,
    async plan(_request, { run, step }) {
      const change = await parts.changeOf(run);
      if (change === undefined) {
        const message = 'This run changed no file, or what it changed is no longer kept.';
        throw new Refused('FILE_NOT_FOUND', { message, hint: null });
      }
      const plan = step === 1 ? await planRevert(parts, change) : await planReplaced(parts, change);
      if (plan === null) throw new Refused('BAD_INPUT', { message: 'Nothing was replaced.' });
      return plan;
    },
    describe: (plan) => `Revert: ${fileSentence(plan)}`,
    async drift(plan) {
      switch (plan.kind) {
        case 'file.write':
          return driftOfPlace(plan);
        case 'file.move':
          return [...(await driftOfSeen(plan.from)), ...(await driftOfPlace({ ...plan.to, ...plan, before: null }))];
        case 'file.delete':
          return driftOfSeen(plan.entry);
      }
    },
    release: async (plan) => {
      if (plan.kind === 'file.write') await releaseWrite(parts, plan);
    },
    async perform(grant, run) {
      const keep = (change: KeptChange) => run.keepChange(change);
      const path = await carryOut(parts, grant, keep);
      return { output: { success: true, path }, failed: false };
    },
  };
}

async function carryOut(
  { files }: RevertParts,
  grant: Grant<RevertPlan>,
  keep: (change: KeptChange) => Promise<void>,
): Promise<string> {
  if (grant.isFor('file.write')) return (await files.write(grant, keep)).path;
  if (grant.isFor('file.move')) return (await files.move(grant, () => true, keep)).to.path;
  if (grant.isFor('file.delete')) return (await files.delete(grant, keep)).entry.path;
  throw new Error('a revert of a kind that nobody planned');
}
