/** A record as a row: when, what kind of step, whose, and what. */
import type { ReactNode } from 'react';
import { Said } from '#renderer/ui/badge.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { AuditRecord } from '#shared/model/index.ts';
import { exactTime, grouped, timeOfDay } from '#shared/text/index.ts';
import { type RequestContext, recordWords } from './record-words.ts';

export function AuditRow(props: {
  readonly record: AuditRecord;
  readonly context: RequestContext | undefined;
  readonly home: string;
}): ReactNode {
  const { record, context } = props;
  const words = recordWords(record.body, props.home);
  // The verdict's own sentence is the command already.
  const line = record.body.type === 'decided' ? undefined : context?.line;
  return (
    <>
      <span className="row-who audit-who">
        <time dateTime={record.at} title={exactTime(record.at)}>
          {timeOfDay(record.at)}
        </time>
        <Said tone={words.tone} icon={words.icon}>
          {words.word}
        </Said>
        {context?.client !== undefined && <Visible text={context.client} />}
      </span>
      <span className="row-end">#{grouped(record.seq)}</span>
      <span className="row-line audit-line">
        {record.body.type === 'decided' ? (
          <code>
            <Visible text={words.sentence} mode="layout" />
          </code>
        ) : (
          <Visible text={words.sentence} mode="layout" />
        )}
        {line !== undefined && (
          <code className="audit-command">
            <Visible text={line} mode="layout" />
          </code>
        )}
      </span>
    </>
  );
}
