/** A run's output as MCP resources: `countersign://runs/RUN/stdout`, `…/stderr` and `…/log`. */
import type { ToolResources } from '#host/capabilities/capability.ts';
import { type ResourceLink, type RunEnd, RunId } from '#shared/model/index.ts';

export type RunPart = 'stdout' | 'stderr' | 'log';

const SCHEME = 'countersign://runs/';

const titles: Readonly<Record<RunPart, string>> = {
  stdout: 'Standard output of a run',
  stderr: 'Standard error of a run',
  log: 'Log of a run: what is on record of it, and what it printed',
};

export const runUri = (run: RunId, part: RunPart): string => `${SCHEME}${run}/${part}`;

/** @param input what the tool takes besides the run, so that it gives as much as it can */
export function runResources<Output>(
  part: RunPart,
  input: Readonly<Record<string, unknown>>,
  textOf: (output: Output) => string,
): ToolResources<Output> {
  return {
    template: {
      uriTemplate: `${SCHEME}{run_id}/${part}`,
      name: `run-${part}`,
      title: titles[part],
      description: 'Of this client’s own runs. What was left out in the middle of a long one is marked.',
      mimeType: 'text/plain',
    },
    inputFor(uri) {
      if (!uri.startsWith(SCHEME) || !uri.endsWith(`/${part}`)) return undefined;
      const run = RunId.safeParse(uri.slice(SCHEME.length, -part.length - 1));
      return run.success ? { ...input, run_id: run.data } : undefined;
    },
    contentOf: (output) => ({ mimeType: 'text/plain', text: textOf(output) }),
  };
}

export function runLink(run: RunId, part: RunPart, end: RunEnd | null): ResourceLink {
  return {
    uri: runUri(run, part),
    name: `${run} ${part}`,
    description: titles[part],
    mimeType: 'text/plain',
    bytes: part === 'log' || end === null ? null : end[part].bytes,
  };
}
