/** One client and rule: what came of its prompts, and where a rule is worth offering, the question. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Button } from '#renderer/ui/button.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { PromptCount, RuleInWords } from '#shared/contract/index.ts';
import { duration, grouped } from '#shared/text/index.ts';

export function PromptRow(props: {
  readonly prompt: PromptCount;
  /** The rule as it is in force; `undefined` when it is not, or not any more. */
  readonly rule: RuleInWords | undefined;
  readonly onMake: () => void;
}): ReactNode {
  const { prompt } = props;
  return (
    <>
      <tr>
        <th scope="row">
          <strong>
            <Visible text={prompt.client} />
          </strong>
          <span className="prompts-rule">
            <Rule id={prompt.rule} rule={props.rule} />
          </span>
        </th>
        <Figure name="Asked" value={grouped(prompt.asked)} />
        <Figure name="An hour" value={hourly(prompt.per_hour)} />
        <Figure name="Yes" value={grouped(prompt.approved)} />
        <Figure name="No" value={grouped(prompt.denied)} />
        <Figure name="Unanswered" value={grouped(prompt.unanswered)} />
        <Figure
          name="Answered within"
          value={prompt.median_answer_ms === null ? '–' : duration(prompt.median_answer_ms)}
        />
      </tr>
      {prompt.suggestion !== null && (
        <tr className="prompts-offer">
          <td colSpan={7}>
            This rule asked {grouped(prompt.asked)} times and you always said yes.{' '}
            <Button onClick={props.onMake}>Make it a rule…</Button>
          </td>
        </tr>
      )}
    </>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <td className="figures" data-name={name}>
      {value}
    </td>
  );
}

function Rule({ id, rule }: { readonly id: string | null; readonly rule: RuleInWords | undefined }): ReactNode {
  if (id === null) return 'a built-in rule';
  if (rule === undefined) return <Visible text={id} />;
  return (
    <Link href={`/policy/${rule.line}`} title={id}>
      <Visible text={rule.sentence} mode="layout" />
    </Link>
  );
}

/** `12`, `1.7`, `< 0.1` */
function hourly(perHour: number): string {
  if (perHour >= 10) return grouped(Math.round(perHour));
  return perHour > 0 && perHour < 0.1 ? '< 0.1' : String(Math.round(perHour * 10) / 10);
}
