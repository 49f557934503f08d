/** A box above a list that narrows it: `/` goes there, Esc empties and leaves it, Enter or the down arrow goes on to the list. */
import { type ReactNode, useRef } from 'react';
import { Icon } from './icons.tsx';
import { Kbd } from './kbd.tsx';
import { useKeys } from './keys.ts';

export function Filter(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** False while `/` means something else. */
  readonly keyed?: boolean;
}): ReactNode {
  const { keyed = true } = props;
  const input = useRef<HTMLInputElement>(null);
  useKeys(keyed ? { '/': () => input.current?.focus() } : {});
  const goToList = (): void => document.querySelector<HTMLElement>('[role="listbox"]')?.focus();
  return (
    <div className="filter">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label={props.label}
        placeholder={props.label}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            props.onChange('');
            goToList();
          }
          if (event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault();
            goToList();
          }
        }}
      />
      {props.value === '' && keyed && <Kbd chord="/" />}
    </div>
  );
}
