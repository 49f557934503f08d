/** A run's summary as it may be written down: secrets taken out of everything but the digest, which stays that of the true plan. */
import type { RunId, RunSubject, RunSummary } from '#shared/model/index.ts';
import { redactValue } from '../redaction/redact-value.ts';

export function summaryOf(id: RunId, subject: RunSubject, startedAt: string): RunSummary {
  const { request, digest, verdict, approval, approvedBy } = subject;
  const plan = redactValue(subject.plan);
  return {
    ...redactValue({ client: request.client, tool: request.tool, verdict, summary: withoutSecrets(subject) }),
    ...{ id, request: request.id, plan, digest, approval, approved_by: approvedBy, started_at: startedAt, end: null },
  };
}

/** The sentence repeats the plan's arguments: what was taken out of those goes from it too. */
function withoutSecrets({ plan, summary }: RunSubject): string {
  if (plan.kind !== 'command') return summary;
  const redacted = redactValue(plan.argv);
  return plan.argv.reduce((text, argument, index) => {
    const shown = redacted[index] ?? argument;
    return shown === argument || argument.length < 3 ? text : text.replaceAll(argument, shown);
  }, summary);
}
