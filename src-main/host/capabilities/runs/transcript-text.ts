/**
 * A run as one text with sections. A section begins with its name in brackets at the start of a line; every line that somebody else wrote is
 * led by a bar, so that no output can pass for a section.
 */
import type { RunSummary, TranscriptStream } from '#shared/model/index.ts';
import { commandLine } from '#shared/text/index.ts';
import { factsOf } from './run-facts.ts';
import type { RunShelf } from './run-shelf.ts';

/** Of each stream; the tools for one stream give more. */
const STREAM_BYTES = 64 * 1024;

export async function transcriptText(shelf: Pick<RunShelf, 'excerpt'>, run: RunSummary): Promise<string> {
  const { end, plan } = run;
  const { target } = factsOf(run);
  const streamOf = async (stream: TranscriptStream): Promise<string> =>
    led((await shelf.excerpt(run.id, stream, STREAM_BYTES))?.text ?? '');
  return [
    section('RUN_ID', run.id),
    ...(target === null ? [] : [section('TARGET', target)]),
    section('COMMAND', led(plan.kind === 'command' ? commandLine(plan.argv) : run.summary)),
    section('STDOUT', await streamOf('stdout')),
    section('STDERR', await streamOf('stderr')),
    section('EXIT_CODE', end === null ? 'still running' : `${end.exit_code ?? 'none'} (${end.reason})`),
    section('DURATION_MS', end === null ? 'still running' : `${end.duration_ms}`),
    section('HASHES', end === null ? 'still running' : `stdout ${end.stdout.sha256}\nstderr ${end.stderr.sha256}`),
  ].join('\n');
}

const section = (name: string, text: string): string => `[${name}]\n${text}\n`;

/** Every kind of line break that a reader may take for one begins a line with a bar. */
const led = (text: string): string =>
  text === ''
    ? ''
    : text
        .replace(/\r?\n$/, '')
        .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
        .map((line) => `| ${line}`)
        .join('\n');
