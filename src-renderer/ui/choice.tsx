/** One of a few, side by side: radio buttons that look like one control. */
import { type ReactNode, useId } from 'react';
import './choice.css';

export function Choice<T extends string>(props: {
  readonly legend: string;
  readonly options: readonly (readonly [T, string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}): ReactNode {
  const name = useId();
  return (
    <fieldset className="choice">
      <legend>{props.legend}</legend>
      {props.options.map(([value, label]) => (
        <label key={value} className={`choice-option choice-${value}`}>
          <input type="radio" name={name} checked={value === props.value} onChange={() => props.onChange(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
