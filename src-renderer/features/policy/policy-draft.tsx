/**
 * The policy's text as it is being edited. It lives above the screens, so that looking at something else loses nothing; leaving the page
 * with changes that are not saved asks first.
 */
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { createStore, type Store } from '#renderer/client/store.ts';
import type { EditorMemory } from './editor/create-editor.ts';

/** The file as it was when editing began; what a save is held against. */
export interface PolicyBase {
  readonly text: string;
}

export interface PolicyDraft {
  readonly base: PolicyBase | null;
  readonly text: string;
}

export interface PolicyDesk {
  readonly draft: Store<PolicyDraft>;
  /** Of the editor while it is not on screen. */
  readonly memory: Store<EditorMemory | null>;
}

const DeskContext = createContext<PolicyDesk | undefined>(undefined);

export const isDirty = ({ base, text }: PolicyDraft): boolean => base !== null && base.text !== text;

export function PolicyDraftProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [desk] = useState<PolicyDesk>(() => ({
    draft: createStore<PolicyDraft>({ base: null, text: '' }),
    memory: createStore<EditorMemory | null>(null),
  }));
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent): void => {
      if (isDirty(desk.draft.get())) event.preventDefault();
    };
    window.addEventListener('beforeunload', onLeave);
    return () => window.removeEventListener('beforeunload', onLeave);
  }, [desk]);
  return <DeskContext value={desk}>{children}</DeskContext>;
}

export function usePolicyDesk(): PolicyDesk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error('usePolicyDesk needs a PolicyDraftProvider above it');
  return desk;
}
