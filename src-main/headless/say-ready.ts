/** What the headless shell prints when it is ready: a line for programs, or a page of what to do next for people. */

interface Ready {
  readonly endpoint: string;
  readonly ui: string;
  readonly version: string;
  readonly dataDir: string;
}

/** One JSON object on one line of stdout. */
export function sayReady({ endpoint, ui, version }: Ready): void {
  process.stdout.write(
    `${JSON.stringify({ event: 'ready', endpoint, ui, pid: process.pid, version, mode: 'headless' })}\n`,
  );
}

export function sayNextSteps({ endpoint, ui, version, dataDir }: Ready, home: string): void {
  const folder = dataDir.startsWith(home) ? `~${dataDir.slice(home.length)}` : dataDir;
  process.stdout.write(`
  Countersign ${version} is ready (headless).

  1  Open the UI. This link works once, for ten minutes:
     ${ui}
     A fresh one: npx countersign ui

  2  Give an agent a token, in another terminal:
     npx countersign clients add "Claude Code"

  3  Connect it to ${endpoint}
     The README shows how for Claude Code, Claude Desktop, Cursor, VS Code and Codex.

  The policy decides what is allowed: ${folder}/policy.yaml
  Ctrl+C stops Countersign.

`);
}
