/** What the desktop app prints when it is up: one JSON line for programs, one sentence for people. */

/** @returns a line with its newline, for stdout */
export function readyLine(endpoint: string, version: string, pid: number, json: boolean): string {
  return json
    ? `${JSON.stringify({ event: 'ready', endpoint, ui: null, pid, version, mode: 'desktop' })}\n`
    : `Countersign ${version} is ready (desktop). Agents connect to ${endpoint}.\n`;
}
