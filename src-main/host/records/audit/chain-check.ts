/**
 * Checks the chain line by line. The first thing wrong is what is reported; after it lines are only counted.
 */
import { claimedLink, type Link, NO_HASH, provenLink } from './audit-line.ts';

/** A record that must be there as it was: signed, or remembered by the host. */
export interface Anchor {
  readonly hash: string;
  /** Who says so, for the sentence: `as signed on 2026-01-02T…`. */
  readonly said: string;
}

export class ChainCheck {
  readonly #anchors: ReadonlyMap<number, Anchor>;
  #last: Link | undefined;
  #lines = 0;
  #highestSeq = 0;
  #firstBad: number | null = null;
  #problem: string | null = null;

  /**
   * @param anchors by sequence number
   * @param fromStart whether the first line must be the first record; a file on its own may begin anywhere
   */
  constructor(anchors: ReadonlyMap<number, Anchor>, fromStart: boolean) {
    this.#anchors = anchors;
    this.#last = fromStart ? { seq: 0, prev: NO_HASH, hash: NO_HASH } : undefined;
  }

  get lines(): number {
    return this.#lines;
  }

  /** The highest number that any line claims. */
  get highestSeq(): number {
    return this.#highestSeq;
  }

  get firstBad(): number | null {
    return this.#firstBad;
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** @param line without its line break */
  take(line: Buffer): void {
    this.#lines += 1;
    if (this.#firstBad !== null) {
      this.#highestSeq = Math.max(this.#highestSeq, claimedLink(line)?.seq ?? 0);
      return;
    }
    const link = provenLink(line);
    if (link === undefined) {
      const claimed = claimedLink(line);
      this.#highestSeq = Math.max(this.#highestSeq, claimed?.seq ?? 0);
      const expected = this.#last === undefined ? (claimed?.seq ?? 0) : this.#last.seq + 1;
      this.#bad(expected, `Record ${expected} was changed: its hash does not fit what it says.`);
      return;
    }
    this.#highestSeq = Math.max(this.#highestSeq, link.seq);
    this.#compare(link, this.#last ?? { seq: link.seq - 1, prev: '', hash: link.prev });
    this.#last = link;
  }

  #compare(link: Link, last: Link): void {
    const expected = last.seq + 1;
    if (link.seq > expected) {
      const missing = link.seq - 1 > expected ? `Records ${expected} to ${link.seq - 1} are` : `Record ${expected} is`;
      this.#bad(expected, `${missing} missing: record ${link.seq} follows ${last.seq === 0 ? 'nothing' : last.seq}.`);
    } else if (link.seq < expected) {
      this.#bad(expected, `Record ${expected} was expected, and record ${link.seq} is in its place.`);
    } else if (link.prev !== last.hash) {
      this.#bad(expected, `Record ${expected} does not follow from record ${last.seq}: one of them was put in later.`);
    } else {
      const anchor = this.#anchors.get(link.seq);
      if (anchor === undefined || anchor.hash === link.hash) return;
      this.#bad(expected, `Record ${expected} is not the one ${anchor.said}: the log was written anew up to it.`);
    }
  }

  #bad(seq: number, problem: string): void {
    this.#firstBad = seq;
    this.#problem = problem;
  }
}
