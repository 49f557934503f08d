/** A YAML file to read: line numbers, keys in colour, problems under the lines they are about. */
import type { ReactNode } from 'react';
import { Visible } from '#renderer/ui/visible.tsx';
import type { PolicyProblem } from '#shared/contract/index.ts';

export function PolicyText(props: {
  readonly text: string;
  readonly problems: readonly PolicyProblem[];
  /** A line to point out. */
  readonly line: number | null;
}): ReactNode {
  const lines = props.text.replace(/\n$/, '').split('\n');
  return (
    <ol className="yaml">
      {lines.map((text, index) => {
        const number = index + 1;
        const problems = props.problems.filter(({ line }) => line === number);
        const look = problems.length > 0 ? 'yaml-bad' : number === props.line ? 'yaml-on' : '';
        return (
          <li key={number} data-line={number} className={look}>
            <span className="yaml-number" aria-hidden="true">
              {number}
            </span>
            <code className="yaml-text">
              <YamlLine text={text.replace(/\r$/, '')} />
            </code>
            {problems.map((problem) => (
              <p key={`${problem.column}:${problem.message}`} className="yaml-note">
                Line {number}, column {problem.column}: <Visible text={problem.message} mode="layout" />
              </p>
            ))}
          </li>
        );
      })}
    </ol>
  );
}

/** Colours the key and fades comments; the text is the line, character by character. */
function YamlLine({ text }: { readonly text: string }): ReactNode {
  const [, lead = '', key, rest = ''] = /^(\s*(?:- )*)([\w.-]+(?=:(?:\s|$)))?(.*)$/s.exec(text) ?? [];
  const isComment = key === undefined && rest.trimStart().startsWith('#');
  return (
    <>
      <Visible text={lead} mode="layout" />
      {key !== undefined && (
        <b className="yaml-key yaml-wrong">
          <Visible text={key} mode="layout" />
        </b>
      )}
      <span className={isComment ? 'yaml-comment' : key === undefined ? 'yaml-wrong' : undefined}>
        <Visible text={rest} mode="layout" />
      </span>
    </>
  );
}
