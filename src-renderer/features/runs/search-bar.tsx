/** The box to search a transcript with: Enter goes on, Shift+Enter back, Esc closes. */
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { counted } from '#shared/text/index.ts';
import type { Search } from './use-search.ts';

export function SearchBar({ search }: { readonly search: Search }): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      search.step(event.shiftKey ? -1 : 1);
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      search.close();
    }
  };
  return (
    <section className="term-search" aria-label="Search">
      <input
        ref={input}
        type="search"
        aria-label="Search the transcript"
        placeholder="Search the transcript"
        autoComplete="off"
        spellCheck={false}
        value={search.text ?? ''}
        onChange={(event) => search.change(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className="quiet figures" aria-live="polite">
        {search.query === ''
          ? ''
          : search.hits.length === 0
            ? 'not found'
            : `${search.at + 1} of ${counted(search.hits.length, 'line', 'lines')}`}
      </span>
      <Button tone="bare" onClick={search.close}>
        close
      </Button>
    </section>
  );
}
