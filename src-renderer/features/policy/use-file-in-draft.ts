/** Keeps the draft on the file while nothing was changed here; what was changed is never touched by what happens to the file. */
import { useEffect } from 'react';
import { isDirty, type PolicyDesk } from './policy-draft.tsx';

export function useFileInDraft(desk: PolicyDesk, file: string): void {
  useEffect(() => {
    const draft = desk.draft.get();
    if (draft.base === null || !isDirty(draft) || draft.text === file) {
      if (draft.base?.text !== file || draft.text !== file) desk.draft.set({ base: { text: file }, text: file });
    }
  }, [desk, file]);
}
