/** A word in a line that opens what it names, and closes it again. */
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

export function Toggle(props: {
  readonly open: boolean;
  readonly onChange: (open: boolean) => void;
  readonly show: string;
  readonly hide: string;
}): ReactNode {
  return (
    <Button tone="bare" aria-expanded={props.open} onClick={() => props.onChange(!props.open)}>
      {props.open ? props.hide : props.show}
    </Button>
  );
}
