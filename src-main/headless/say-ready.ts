/** What the headless shell prints when it is ready: a line for programs, or a page of what to do next for people. */
import type { PolicyStatus } from '#shared/contract/index.ts';

interface Ready {
  readonly endpoint: string;
  readonly ui: string;
  readonly version: string;
  readonly policy: PolicyStatus;
}

/** One JSON object on one line of stdout. */
export function sayReady({ endpoint, ui, version }: Ready): void {
  process.stdout.write(
    `${JSON.stringify({ event: 'ready', endpoint, ui, pid: process.pid, version, mode: 'headless' })}\n`,
  );
}

/** On stderr, in both modes: a start under a policy with problems must not look like any other. */
export function sayPolicyProblems({ state, file, problems, version, outside_change }: PolicyStatus): void {
  if (state === 'ok') return;
  if (outside_change && problems[0]?.line === 0) {
    process.stderr.write(
      `${file} was changed outside the app. The change waits for you: see it with \`countersign policy outside\`. Version ${version} stays in force.\n`,
    );
    return;
  }
  const consequence =
    state === 'none' ? 'Everything is denied until it is mended.' : 'An earlier version stays in force.';
  const lines = problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}\n`);
  process.stderr.write(`The policy cannot be used. ${consequence}\n${lines.join('')}`);
}

export function sayNextSteps({ endpoint, ui, version, policy }: Ready, home: string): void {
  const file = policy.file.startsWith(home) ? `~${policy.file.slice(home.length)}` : policy.file;
  process.stdout.write(`
  Countersign ${version} is ready (headless).

  1  Open the UI. This link works once, for ten minutes:
     ${ui}
     A fresh one: npx countersign ui

  2  Give an agent a token, in another terminal:
     npx countersign clients add "Claude Code"

  3  Connect it to ${endpoint}
     The README shows how for Claude Code, Claude Desktop, Cursor, VS Code and Codex.

  The policy decides what is allowed: ${file}
  Ctrl+C stops Countersign.

`);
}
