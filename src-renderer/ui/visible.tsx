/**
 * Text that came from outside, shown so that it cannot differ from its bytes. Always text nodes, never markup; what does not print as
 * itself becomes a mark that names it and carries the code point, so that the shown text can be read back exactly.
 */
import type { ReactNode } from 'react';
import { type MarkSpan, type VisibleMode, visible } from '#shared/text/index.ts';
import './visible.css';

export function Visible({ text, mode = 'exact' }: { readonly text: string; readonly mode?: VisibleMode }): ReactNode {
  return visible(text, mode).map((span, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: spans have no other identity than their place
    span.kind === 'plain' ? span.text : <Mark key={index} span={span} />,
  );
}

const explanations: Readonly<Record<MarkSpan['tone'], string>> = {
  hidden: 'does not print as itself',
  space: 'white space',
  'look-alike': 'can be taken for another letter',
  'right-to-left': 'runs from right to left; what stands before and after it is in the order of its bytes',
};

function Mark({ span }: { readonly span: MarkSpan }): ReactNode {
  return span.tone === 'right-to-left' ? <RightToLeft span={span} /> : <CodeMark span={span} />;
}

/** Read as it is written, and kept apart from what is around it. */
function RightToLeft({ span }: { readonly span: MarkSpan }): ReactNode {
  return (
    <mark className="mark mark-right-to-left" title={`${span.label}: ${explanations[span.tone]}`}>
      <bdi dir="rtl">{span.text}</bdi>
      {span.label.slice(span.text.length)}
    </mark>
  );
}

function CodeMark({ span }: { readonly span: MarkSpan }): ReactNode {
  const code = (span.text.codePointAt(0) ?? 0).toString(16);
  return (
    <>
      <mark
        className={`mark mark-${span.tone}`}
        data-code={code}
        data-count={span.count}
        title={`${span.label}: ${explanations[span.tone]}`}
      >
        {span.label}
      </mark>
      {/* After a newline the shown text breaks too, so that a script in an argument reads as one. */}
      {code === 'a' && <br />}
    </>
  );
}
