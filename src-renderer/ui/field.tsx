/** A labelled line to type in, with a hint below it or what is wrong with what stands there. */
import { type ReactNode, useId } from 'react';
import './field.css';

export function Field(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly problem?: string | null;
  readonly placeholder?: string;
  readonly mono?: boolean;
  /** Suggestions to choose from while typing. */
  readonly suggestions?: readonly string[];
  readonly autoFocus?: boolean;
}): ReactNode {
  const id = useId();
  const { problem = null, hint, suggestions } = props;
  const below = problem ?? hint;
  return (
    <div className="form-field">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        className={props.mono === true ? 'input input-mono' : 'input'}
        value={props.value}
        maxLength={2000}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        placeholder={props.placeholder}
        list={suggestions === undefined ? undefined : `${id}-list`}
        aria-invalid={problem !== null}
        aria-describedby={below === undefined ? undefined : `${id}-below`}
        // biome-ignore lint/a11y/noAutofocus: the first field of a dialog that was just opened for it
        autoFocus={props.autoFocus ?? false}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {suggestions !== undefined && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {below !== undefined && (
        <small id={`${id}-below`} className={problem === null ? 'quiet' : 'form-problem'}>
          {below}
        </small>
      )}
    </div>
  );
}
