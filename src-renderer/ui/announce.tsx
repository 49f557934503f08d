/** One polite live region for the whole app: what a person who cannot see the screen needs to hear without asking. */
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const AnnounceContext = createContext<(sentence: string) => void>(() => undefined);

export function AnnounceProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [said, setSaid] = useState({ sentence: '', turn: 0 });
  const announce = useCallback((sentence: string) => setSaid(({ turn }) => ({ sentence, turn: turn + 1 })), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="unseen" role="status" aria-live="polite" aria-atomic="true">
        {/* A new element each time, so that the same sentence twice is heard twice. */}
        <span key={said.turn}>{said.sentence}</span>
      </div>
    </AnnounceContext>
  );
}

export const useAnnounce = (): ((sentence: string) => void) => useContext(AnnounceContext);
