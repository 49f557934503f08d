/** All keys at a glance. */
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { chordLabel } from '../ui/keys.ts';

const groups: readonly { readonly name: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    name: 'Everywhere',
    keys: [
      ['mod+k', 'go anywhere, do anything'],
      ['?', 'these keys'],
    ],
  },
  {
    name: 'Lists',
    keys: [
      ['j', 'next'],
      ['k', 'previous'],
      ['Enter', 'go to what is open'],
      ['Escape', 'back to the list'],
      ['/', 'filter'],
    ],
  },
  {
    name: 'A request',
    keys: [
      ['mod+Backspace', 'deny'],
      ['d', 'deny and tell it why'],
      ['mod+Enter', 'approve once'],
      ['a', 'approve for longer, or always'],
      ['g', 'answer it with those like it'],
    ],
  },
  {
    name: 'A run',
    keys: [
      ['f', 'follow the end'],
      ['/', 'search the transcript'],
      ['w', 'wrap long lines'],
      ['s', 'stop it'],
      ['r', 'revert what it changed'],
    ],
  },
  { name: 'A session', keys: [['s', 'end it']] },
  {
    name: 'The policy',
    keys: [
      ['mod+s', 'save'],
      ['Escape', 'then Tab: out of the editor'],
    ],
  },
  { name: 'Permissions', keys: [['t', 'trust a workspace for a while']] },
  { name: 'Clients', keys: [['n', 'add a client']] },
];

export function KeysHelp({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog label="Keys" className="keys-help" onClose={onClose}>
      <h2 className="dialog-title">Keys</h2>
      {groups.map(({ name, keys }) => (
        <section key={name} className="keys-group">
          <h3>{name}</h3>
          <dl className="keys">
            {keys.map(([chord, does]) => (
              <div key={chord} className="keys-line">
                <dt>
                  <Kbd chord={chord} />
                  <span className="unseen">{chordLabel(chord)}</span>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <div className="card-row dialog-answers">
        <span className="gap" />
        <Button onClick={onClose} autoFocus>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
