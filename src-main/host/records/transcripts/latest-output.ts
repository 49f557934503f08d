/** The end of what a run has printed, both streams as they came; for whoever only wants to know how it is going. */
import type { TranscriptChunk } from '#shared/model/index.ts';

const KEPT_LENGTH = 2000;

export class LatestOutput {
  #text = '';

  get text(): string {
    return this.#text;
  }

  take(chunks: readonly TranscriptChunk[]): void {
    for (const { text } of chunks) this.#text = tail(text.length >= KEPT_LENGTH ? text : this.#text + text);
  }
}

/** Never begins in the middle of a pair of surrogates. */
function tail(text: string): string {
  const kept = text.slice(-KEPT_LENGTH);
  return kept.isWellFormed() ? kept : kept.slice(1);
}
