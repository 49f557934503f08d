/** One record in full, as it stands in the log, and what it hangs together with. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said } from '#renderer/ui/badge.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton, Fact } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { AuditRecord } from '#shared/model/index.ts';
import { exactTime, grouped, shortHash } from '#shared/text/index.ts';
import { type RequestContext, recordWords } from './record-words.ts';

export function RecordCard(props: {
  readonly record: AuditRecord;
  /** Of its request, as far as its other records are at hand. */
  readonly context: RequestContext | undefined;
  readonly home: string;
  readonly onRequest: (request: string) => void;
}): ReactNode {
  const { record, context, home } = props;
  const words = recordWords(record.body, home);
  const json = JSON.stringify(record, null, 2);
  return (
    <article className="card card-wide" aria-labelledby="record-title">
      <header className="card-part">
        <div className="card-who">
          <Said tone={words.tone} icon={words.icon}>
            {words.word}
          </Said>
          <span>
            {exactTime(record.at)} · <Ago iso={record.at} />
          </span>
          <span className="card-end">#{grouped(record.seq)}</span>
        </div>
        <h1 className="card-title run-title" id="record-title">
          <Visible text={words.sentence} mode="layout" />
        </h1>
      </header>
      <section className="card-part" aria-label="Its place in the chain">
        <dl className="facts">
          {context?.client !== undefined && (
            <Fact term="Client" inWords>
              <Visible text={context.client} />
            </Fact>
          )}
          {context?.line !== undefined && record.body.type !== 'decided' && (
            <Fact term="About">
              <Visible text={context.line} mode="layout" />
            </Fact>
          )}
          <Fact term="Hash">
            <span title={record.hash}>{shortHash(record.hash)}</span>{' '}
            <CopyButton text={record.hash} what="the hash in full" />
          </Fact>
          <Fact term="Before it">
            <span title={record.prev}>{shortHash(record.prev)}</span>
          </Fact>
          <Related record={record} request={words.request} onRequest={props.onRequest} />
        </dl>
      </section>
      <section className="card-part" aria-label="The record">
        <pre className="record-json">
          <Visible text={json} mode="layout" />
        </pre>
        <CopyButton text={json} what="the record as JSON" tone="plain" />
      </section>
    </article>
  );
}

function Related(props: {
  readonly record: AuditRecord;
  readonly request: string | null;
  readonly onRequest: (request: string) => void;
}): ReactNode {
  const { body } = props.record;
  const { request } = props;
  const run = 'run' in body ? body.run : null;
  const approval = 'approval' in body ? body.approval : null;
  if (request === null) return null;
  return (
    <Fact term="Belongs to" inWords>
      {approval !== null && (
        <>
          <Link href={`/approvals/${approval}`}>the card</Link>
          {' · '}
        </>
      )}
      {run !== null && (
        <>
          <Link href={`/runs/${run}`}>the run</Link>
          {' · '}
        </>
      )}
      <Button tone="bare" onClick={() => props.onRequest(request)}>
        list all steps of this request
      </Button>
    </Fact>
  );
}
