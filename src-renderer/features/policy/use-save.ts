/**
 * Saving the draft: what loosens is shown and confirmed first; what has problems is not sent; a file that changed meanwhile is never
 * overwritten.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useHost } from '#renderer/client/context.tsx';
import { useAnnounce } from '#renderer/ui/announce.tsx';
import { HostError, type PolicyProblem } from '#shared/contract/index.ts';
import { counted } from '#shared/text/index.ts';
import { loosened } from './loosened.ts';
import { isDirty, type PolicyDesk } from './policy-draft.tsx';
import { textHash } from './policy-text-hash.ts';

export type SaveStep =
  | { readonly at: 'rest' }
  | { readonly at: 'busy' }
  /** Waits for the person: `loosens` says what the draft lets through that the file does not. */
  | { readonly at: 'confirm'; readonly loosens: readonly string[] }
  | { readonly at: 'failed'; readonly message: string };

export interface Saving {
  readonly step: SaveStep;
  readonly start: () => void;
  readonly confirm: (why: string | null) => void;
  readonly cancel: () => void;
}

export function useSave(props: {
  readonly desk: PolicyDesk;
  readonly onProblems: (problems: readonly PolicyProblem[]) => void;
  /** The file is another by now. */
  readonly onConflict: () => void;
}): Saving {
  const { desk } = props;
  const host = useHost();
  const cache = useQueryClient();
  const announce = useAnnounce();
  const [step, setStep] = useState<SaveStep>({ at: 'rest' });

  const send = async (why: string | null): Promise<SaveStep> => {
    const { base, text } = desk.draft.get();
    if (base === null) return { at: 'rest' };
    const saved = await host.call('policy.save', { text, base: await textHash(base.text), why });
    if (!saved.ok) {
      props.onProblems(saved.problems);
      return { at: 'rest' };
    }
    cache.setQueryData(['policy.read', {}], { text, status: saved.status });
    // Typing may have gone on meanwhile: only what was sent is saved.
    desk.draft.set({ base: { text }, text: desk.draft.get().text });
    for (const name of ['policy.rules', 'policy.history', 'policy.outside', 'policy.why']) {
      void cache.invalidateQueries({ queryKey: [name] });
    }
    announce(`Saved: policy version ${saved.status.version} is in force.`);
    return { at: 'rest' };
  };

  const look = async (): Promise<SaveStep> => {
    const draft = desk.draft.get();
    const { base, text } = draft;
    if (base === null || !isDirty(draft)) return { at: 'rest' };
    const [before, after] = await Promise.all([
      host.call('policy.draft', { text: base.text }),
      host.call('policy.draft', { text }),
    ]);
    if (!after.ok) {
      announce(`Not saved: ${counted(after.problems.length, 'problem', 'problems')}.`);
      props.onProblems(after.problems);
      return { at: 'rest' };
    }
    const loosens = loosened({ text: base.text, rules: before.rules }, { text, rules: after.rules });
    return loosens.length > 0 ? { at: 'confirm', loosens } : send(null);
  };

  const run = (work: () => Promise<SaveStep>): void => {
    if (step.at === 'busy') return;
    setStep({ at: 'busy' });
    work().then(setStep, (error: unknown) => {
      const conflict = error instanceof HostError && error.code === 'CONFLICT';
      if (conflict) {
        void cache.invalidateQueries({ queryKey: ['policy.read'] });
        props.onConflict();
      }
      setStep(
        conflict ? { at: 'rest' } : { at: 'failed', message: error instanceof Error ? error.message : String(error) },
      );
    });
  };
  return {
    step,
    start: () => run(look),
    confirm: (why) => run(() => send(why)),
    cancel: () => setStep({ at: 'rest' }),
  };
}
