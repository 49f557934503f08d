/** What the host says of the text as it is being typed: asked once the typing rests, one question at a time, the newest text last. */
import { useEffect, useRef, useState } from 'react';
import { useHost } from '#renderer/client/context.tsx';
import { type DraftReport, HostError } from '#shared/contract/index.ts';

const restMs = 150;

export interface DraftReading {
  /** Of `text`, or of an earlier one while `checking`; `null` before the first answer. */
  readonly report: DraftReport | null;
  /** The text that the report is about. */
  readonly text: string | null;
  readonly problems: DraftReport['problems'];
  readonly checking: boolean;
  readonly error: HostError | null;
  readonly retry: () => void;
}

const none: DraftReport['problems'] = [];

export function useDraftReport(text: string): DraftReading {
  const host = useHost();
  const [answer, setAnswer] = useState<{ readonly report: DraftReport; readonly text: string } | null>(null);
  const [error, setError] = useState<HostError | null>(null);
  const [turn, setTurn] = useState(0);
  const asking = useRef(false);
  /** What could not be answered is asked again on request, or once it is another text. */
  const failed = useRef<string>(undefined);
  // A change of `turn` asks again: after an answer that came for an older text, and on request.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the turn is the trigger
  useEffect(() => {
    if (answer?.text === text || asking.current || failed.current === text) return;
    const timer = setTimeout(
      () => {
        asking.current = true;
        host
          .call('policy.draft', { text })
          .then((report) => {
            setAnswer({ report, text });
            setError(null);
          })
          .catch((cause: unknown) => {
            failed.current = text;
            setError(asHostError(cause));
          })
          .finally(() => {
            asking.current = false;
            setTurn((old) => old + 1);
          });
      },
      answer === null ? 0 : restMs,
    );
    return () => clearTimeout(timer);
  }, [host, text, turn, answer]);
  return {
    report: answer?.report ?? null,
    text: answer?.text ?? null,
    problems: answer?.report.problems ?? none,
    checking: answer?.text !== text && error === null,
    error,
    retry() {
      failed.current = undefined;
      setError(null);
      setTurn((old) => old + 1);
    },
  };
}

const asHostError = (cause: unknown): HostError =>
  cause instanceof HostError ? cause : new HostError('INTERNAL', String(cause));
