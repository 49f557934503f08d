/** What somebody else's rules would do to the draft: the notes on how they were read, and the difference, before anything is taken over. */
import type { ReactNode } from 'react';
import { Said, type Tone } from '#renderer/ui/badge.tsx';
import type { IconName } from '#renderer/ui/icons.tsx';
import { TextDiff } from '#renderer/ui/text-diff.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ImportNote, PolicyProblem } from '#shared/contract/index.ts';

const kinds: readonly (readonly [ImportNote['kind'], string, Tone, IconName])[] = [
  ['left-out', 'Left out', 'deny', 'bar'],
  ['tightened', 'Made stricter', 'ask', 'warning'],
  ['translated', 'Taken over', 'allow', 'check'],
];

export function Proposal(props: {
  readonly before: string;
  readonly after: string;
  readonly notes: readonly ImportNote[];
  readonly problems: readonly PolicyProblem[];
}): ReactNode {
  const { notes, problems } = props;
  return (
    <>
      {problems.length > 0 && (
        <ul role="alert" className="form-problem">
          {problems.map((problem) => (
            <li key={`${problem.line}:${problem.message}`}>
              {problem.line > 0 && `Line ${problem.line}: `}
              <Visible text={problem.message} mode="layout" />
            </li>
          ))}
        </ul>
      )}
      {notes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="notes" aria-label="How it was read" tabIndex={0}>
          {kinds.map(([kind, title, tone, icon]) => {
            const of = notes.filter((note) => note.kind === kind);
            if (of.length === 0) return null;
            return (
              <div key={kind}>
                <h3>
                  <Said tone={tone} icon={icon}>
                    {title}: {of.length}
                  </Said>
                </h3>
                <ul>
                  {of.map((note) => (
                    <Note key={`${note.from}\n${note.to}\n${note.because}`} note={note} />
                  ))}
                </ul>
              </div>
            );
          })}
        </section>
      )}
      {problems.length === 0 && (
        <TextDiff label="What changes in the draft" before={props.before} after={props.after} />
      )}
    </>
  );
}

function Note({ note }: { readonly note: ImportNote }): ReactNode {
  return (
    <li>
      <code>
        <Visible text={note.from} mode="layout" />
      </code>
      {note.to !== null && (
        <>
          {' '}
          →{' '}
          <code>
            <Visible text={note.to} mode="layout" />
          </code>
        </>
      )}{' '}
      <span className="quiet">
        <Visible text={note.because} mode="layout" />
      </span>
    </li>
  );
}
