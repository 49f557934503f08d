/** What a probe found, read from the lines that its program printed: as untrusted as the target whose answers are in them. */

export interface Findings {
  /** Whether the target's name was known inside. */
  readonly name: boolean;
  readonly error: string | null;
  readonly banner: Buffer;
  /** `null`: not tried. */
  readonly tls: {
    readonly version: string | null;
    readonly cipher: string | null;
    readonly certificate: string | null;
    readonly error: string | null;
  } | null;
}

const line = /^([a-z-]{1,20}) ((?:[0-9a-f]{2}){0,2048})$/u;
const MOST_LINES = 20;

/** @returns `null` for anything but what the program prints when it comes to its end */
export function readFindings(output: string): Findings | null {
  const lines = output.trimEnd().split('\n');
  if (lines.length > MOST_LINES) return null;
  const found = new Map<string, Buffer>();
  for (const text of lines) {
    // A word with nothing after it ends in a space, which the last line has lost.
    const [, word, hex] = line.exec(text.includes(' ') ? text : `${text} `) ?? [];
    if (word === undefined || hex === undefined || found.has(word)) return null;
    found.set(word, Buffer.from(hex, 'hex'));
  }
  if (!found.has('end')) return null;
  const text = (word: string): string | null => found.get(word)?.toString('utf8') ?? null;
  const tls = found.has('tls')
    ? { version: text('version'), cipher: text('cipher'), certificate: text('certificate'), error: text('tls-error') }
    : null;
  return { name: found.has('name'), error: text('error'), banner: found.get('banner') ?? Buffer.alloc(0), tls };
}
