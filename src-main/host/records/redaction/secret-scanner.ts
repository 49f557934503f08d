/**
 * Takes secrets out of text that comes in pieces. A piece of text is given out once it is certain that it is no part of a secret: what
 * could still become one is held back, at most `LONGEST_UNFINISHED` characters. Of a secret whose start was given out before it could be
 * known for one, everything from then on is taken out.
 */
import { endOfRun, type FoundSecret, findSecret, findUnfinished } from './compiled-shapes.ts';
import { LONGEST_START, LONGEST_UNFINISHED, privateKey } from './secret-shapes.ts';

const keyBody = new RegExp(`${privateKey.body}*`, 'y');
const keyEnd = new RegExp(privateKey.end, 'g');
const keyUnfinishedEnd = new RegExp(privateKey.unfinishedEnd);

export class SecretScanner {
  readonly #mark: (name: string) => string;
  /** The last of what was given out, as it came: a secret may begin in it. */
  #context = '';
  #held = '';
  /** What the secret at the end so far would go on with. */
  #run: RegExp | null = null;
  /** Characters that the private key now being left out may still have; 0 outside of one. */
  #keyLeft = 0;

  /** @param mark what stands in a secret's place */
  constructor(mark: (name: string) => string) {
    this.#mark = mark;
  }

  /** Characters taken in and not given out yet. */
  get heldLength(): number {
    return this.#held.length;
  }

  /** @returns what may be shown by now */
  push(input: string): string {
    const context = this.#context;
    const text = context + this.#held + input;
    this.#held = '';
    let shown = '';
    let at = this.#skip(text, context.length);
    let searchFrom = at === context.length ? 0 : at;
    while (at < text.length) {
      const found = findSecret(text, searchFrom);
      if (found === undefined) break;
      searchFrom = found.to;
      if (found.to <= at) continue;
      shown += text.slice(at, Math.max(at, found.from)) + this.#mark(found.name);
      at = this.#skipRest(text, found);
      searchFrom = at;
    }
    const end = at < text.length ? this.#hold(text, at) : text.length - this.#held.length;
    if (at < end) shown += text.slice(at, end);
    this.#context = text.slice(Math.max(0, end - LONGEST_START), end);
    return shown;
  }

  /** Nothing more comes: what was held back did not become a secret. */
  end(): string {
    const rest = this.#keyLeft > 0 ? '' : this.#held;
    this.#held = '';
    this.#keyLeft = 0;
    return rest;
  }

  /** Leaves out what belongs to the secret that the last piece ended in. */
  #skip(text: string, at: number): number {
    if (this.#keyLeft > 0) return this.#skipKey(text, at);
    if (this.#run === null) return at;
    const to = endOfRun(this.#run, text, at);
    if (to < text.length) this.#run = null;
    return to;
  }

  #skipRest(text: string, found: FoundSecret): number {
    if (found.isPrivateKey) {
      this.#keyLeft = privateKey.maxLength;
      return this.#skipKey(text, found.to);
    }
    if (found.to === text.length) this.#run = found.body;
    return found.to;
  }

  #skipKey(text: string, at: number): number {
    const within = endOfRun(keyBody, text, at);
    keyEnd.lastIndex = at;
    const last = keyEnd.exec(text);
    if (last !== null && last.index <= within) {
      this.#keyLeft = 0;
      return last.index + last[0].length;
    }
    if (within < text.length || within - at >= this.#keyLeft) {
      this.#keyLeft = 0;
      return within;
    }
    const tail = text.slice(Math.max(at, text.length - 64));
    this.#held = keyUnfinishedEnd.exec(tail)?.[0] ?? '';
    this.#keyLeft -= within - at - this.#held.length;
    return text.length;
  }

  #hold(text: string, at: number): number {
    const end = Math.max(at, findUnfinished(text, Math.max(at - LONGEST_START, text.length - LONGEST_UNFINISHED, 0)));
    this.#held = text.slice(end);
    return end;
  }
}
