/** An audit record as a word, a shape and a sentence. Pure. */
import type { Tone } from '#renderer/ui/badge.tsx';
import type { IconName } from '#renderer/ui/icons.tsx';
import { type AuditRecord, type RecordBody, type RunEnd, refusalCatalogue } from '#shared/model/index.ts';
import { duration } from '#shared/text/index.ts';
import { planLine } from '../plan/words.ts';

export interface RecordWords {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
  readonly sentence: string;
  /** The request that the record belongs to; `null` for records of the house itself. */
  readonly request: string | null;
}

type Body<T extends RecordBody['type']> = Extract<RecordBody, { type: T }>;

export function recordWords(body: RecordBody, home: string): RecordWords {
  switch (body.type) {
    case 'requested':
      return {
        tone: 'plain',
        icon: 'doc',
        word: 'requested',
        sentence: `Asks for ${body.tool}`,
        request: body.request,
      };
    case 'decided':
      return decided(body, home);
    case 'asked':
      return { tone: 'ask', icon: 'hand', word: 'asked', sentence: askedWords(body), request: body.request };
    case 'answered':
      return answered(body);
    case 'started':
      return {
        tone: 'plain',
        icon: 'play',
        word: 'started',
        sentence: 'A run began',
        request: body.request,
      };
    case 'finished':
      return finished(body);
    case 'house':
      return house(body);
    default:
      return body satisfies never;
  }
}

function decided({ verdict, plan, request }: Body<'decided'>, home: string): RecordWords {
  const looks = {
    allow: { tone: 'allow', icon: 'check', word: 'allow' },
    ask: { tone: 'ask', icon: 'hand', word: 'ask' },
    deny: { tone: 'deny', icon: 'bar', word: 'deny' },
  } as const;
  return { ...looks[verdict.verdict], sentence: planLine(plan, home), request };
}

function askedWords({ peer }: Body<'asked'>): string {
  if (peer == null) return 'A person was asked';
  return `A person was asked; process ${peer.pid} ${peer.program ?? peer.name ?? ''} called, as the system says`;
}

function answered(body: Body<'answered'>): RecordWords {
  const by = body.by === null ? '' : ` by ${body.by}`;
  const because = body.because === null ? '' : `: ${body.because}`;
  const note = body.note == null ? '' : ` (note: ${body.note})`;
  switch (body.answer) {
    case 'approved':
      return {
        tone: 'allow',
        icon: 'check',
        word: 'approved',
        sentence: `Approved ${body.lifetime ?? ''}${by}`.replace('  ', ' ') + note,
        request: body.request,
      };
    case 'denied':
      return {
        tone: 'deny',
        icon: 'bar',
        word: 'denied',
        sentence: `Denied${by}${because}${note}`,
        request: body.request,
      };
    case 'expired':
      return {
        tone: 'plain',
        icon: 'clock',
        word: 'expired',
        sentence: 'Nobody answered in time, which counts as no',
        request: body.request,
      };
    case 'requester_gone':
      return {
        tone: 'plain',
        icon: 'gone',
        word: 'gone',
        sentence: 'The client left before there was an answer',
        request: body.request,
      };
    default:
      return body.answer satisfies never;
  }
}

function finished(body: Body<'finished'>): RecordWords {
  const said = body.message === null ? endWords(body.end ?? null) : `: ${body.message}`;
  if (body.outcome === 'ok') {
    return { tone: 'allow', icon: 'check', word: 'finished', sentence: `Done${said}`, request: body.request };
  }
  return body.outcome === 'tool-failed'
    ? {
        tone: 'deny',
        icon: 'cross',
        word: 'failed',
        sentence: `The tool ran and reports a failure${said}`,
        request: body.request,
      }
    : {
        tone: 'deny',
        icon: 'bar',
        word: 'refused',
        sentence: body.message ?? refusalCatalogue[body.outcome].sentence,
        request: body.request,
      };
}

/** Only what a program's end adds to the outcome: a tool's own work has no exit code. */
function endWords(end: RunEnd | null): string {
  if (end === null || (end.exit_code === null && end.reason === 'exited')) return '';
  const code = end.exit_code === null ? end.reason.replaceAll('_', ' ') : `exit code ${end.exit_code}`;
  return `: ${code} after ${duration(end.duration_ms)}`;
}

const houseWords: Readonly<Record<Body<'house'>['event'], string>> = {
  'host-started': 'Countersign started',
  'host-stopped': 'Countersign stopped',
  'policy-loaded': 'The policy was loaded',
  'policy-refused': 'The policy file has problems and was not loaded',
  'client-added': 'A client was added',
  'client-revoked': 'A client was revoked',
  'knock-refused': 'A connection was refused at the door',
  'ui-login': 'Somebody signed in to this interface',
  'answer-refused': 'An answer came too late or for another plan',
  'run-stopped': 'A person stopped a run',
  'run-deleted': 'A run and its transcript were deleted',
  'session-ended': 'A session ended',
  'settings-changed': 'A setting was changed',
  'images-building': 'A person had runner images built',
  'engine-chosen': 'A person chose the container engine',
  paused: 'A person paused everything',
  resumed: 'A person let things go on',
  locked: 'A person dropped every standing grant',
  'grant-given': 'A person trusts a workspace for a while',
  'grant-revoked': 'A person took a grant back',
  'grant-ended': 'A grant ended',
  'client-heard': 'A client is heard again',
};

function house(body: Body<'house'>): RecordWords {
  const details = Object.entries(body.detail)
    .map(([name, value]) => `${name} ${value ?? 'none'}`)
    .join(', ');
  const bad = body.event === 'policy-refused' || body.event === 'knock-refused' || body.event === 'answer-refused';
  return {
    tone: bad ? 'ask' : 'plain',
    icon: bad ? 'warning' : 'house',
    word: 'house',
    sentence: houseWords[body.event] + (details === '' ? '' : `: ${details}`),
    request: null,
  };
}

/** What the records at hand tell of a request: whose it is, and what it would run. */
export interface RequestContext {
  readonly client?: string;
  readonly line?: string;
}

export function contextOf(records: readonly AuditRecord[], home: string): ReadonlyMap<string, RequestContext> {
  const found = new Map<string, RequestContext>();
  for (const { body } of records) {
    if (body.type === 'requested') found.set(body.request, { ...found.get(body.request), client: body.client });
    if (body.type === 'decided')
      found.set(body.request, { ...found.get(body.request), line: planLine(body.plan, home) });
  }
  return found;
}
