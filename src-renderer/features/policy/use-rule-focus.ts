/** One rule is chosen, in the list and in the YAML alike: choosing it in one shows it in the other. */
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DraftReport, PolicyProblem, RuleInWords } from '#shared/contract/index.ts';
import type { Marks } from './editor/line-marks.ts';
import { lastLineOf, ruleAtLine } from './rule-lines.ts';
import type { EditorHandle } from './yaml-editor.tsx';

export interface RuleFocus {
  readonly selected: string | null;
  readonly editor: RefObject<EditorHandle | null>;
  readonly marks: Marks;
  /** Chooses a rule and shows its line. */
  readonly select: (rule: Pick<RuleInWords, 'id' | 'line'>) => void;
  /** Chooses a rule that the next reading of the draft will have. */
  readonly expect: (id: string) => void;
  readonly onCaretLine: (line: number) => void;
  /** Puts the caret where the problem is. */
  readonly goTo: (problem: PolicyProblem) => void;
}

/** @param line where to open, once the rules are known */
export function useRuleFocus(report: DraftReport | null, line: number | null): RuleFocus {
  const [selected, setSelected] = useState<string | null>(null);
  const [expected, expect] = useState<string | null>(null);
  const editor = useRef<EditorHandle>(null);
  const lineAt = useCallback((at: number) => editor.current?.lineAt(at), []);
  const rules = report?.rules;
  const select = useCallback((rule: Pick<RuleInWords, 'id' | 'line'>): void => {
    setSelected(rule.id);
    if (rule.line > 0) editor.current?.goTo(rule.line, 1, false);
  }, []);
  const chooseAt = useCallback(
    (at: number) => setSelected(ruleAtLine(rules ?? [], at, lineAt)?.id ?? null),
    [rules, lineAt],
  );
  const opened = useRef<number>(undefined);
  useEffect(() => {
    if (line === null || rules === undefined || opened.current === line) return;
    opened.current = line;
    editor.current?.goTo(line, 1, false);
    chooseAt(line);
  }, [line, rules, chooseAt]);
  useEffect(() => {
    const rule = rules?.find(({ id }) => id === expected);
    if (rule === undefined) return;
    select(rule);
    expect(null);
  }, [rules, expected, select]);
  const chosen = rules?.find(({ id }) => id === selected);
  const marks = useMemo<Marks>(
    () => ({
      rule: chosen === undefined || chosen.line === 0 ? null : [chosen.line, lastLineOf(lineAt, chosen.line)],
      problems: report?.problems ?? [],
      warnings: [],
    }),
    [chosen, report, lineAt],
  );
  const goTo = useCallback(({ line: at, column }: PolicyProblem) => editor.current?.goTo(at, column, true), []);
  return { selected, editor, marks, select, expect, onCaretLine: chooseAt, goTo };
}
