/** A record as a row: when, what kind of step, whose, and what. */
import type { ReactNode } from 'react';
import { Said } from '#renderer/ui/badge.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { AuditRecord } from '#shared/model/index.ts';
import { exactTime, grouped, timeOfDay } from '#shared/text/index.ts';
import { recordWords } from './record-words.ts';

export function AuditRow(props: {
  readonly record: AuditRecord;
  readonly client: string | undefined;
  readonly home: string;
}): ReactNode {
  const { record, client } = props;
  const words = recordWords(record.body, props.home);
  return (
    <>
      <span className="row-who audit-who">
        <time dateTime={record.at} title={exactTime(record.at)}>
          {timeOfDay(record.at)}
        </time>
        <Said tone={words.tone} icon={words.icon}>
          {words.word}
        </Said>
        {client !== undefined && <Visible text={client} />}
      </span>
      <span className="row-end">#{grouped(record.seq)}</span>
      <span className="row-line audit-line">
        <Visible text={words.sentence} mode="layout" />
      </span>
    </>
  );
}
