/**
 * What terminals understand, made harmless: colours become styles, titles and links become marks that say what they are, cursor
 * movements are left out. The text itself stays text. A `raw` view leaves nothing out.
 */
import Anser from 'anser';
import { visibleText } from '#shared/text/index.ts';

export interface Ink {
  /** `red`, `bright-blue`; or an `r, g, b` triple. */
  readonly color: string | null;
  readonly background: string | null;
  readonly decorations: readonly string[];
}

export type Segment =
  | { readonly kind: 'text'; readonly text: string; readonly ink: Ink }
  /** A sequence worth knowing of: `link to https://example.test`. */
  | { readonly kind: 'note'; readonly label: string };

const esc = String.fromCharCode(0x1b);
const bell = String.fromCharCode(0x07);
const csi = `${esc}\\[[0-?]*[ -/]*[@-~]`;
const osc = `${esc}\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)`;
const other = `${esc}[()#][0-9A-Za-z]|${esc}[=>78cDEHMNOZ]`;
const sequences = new RegExp(`${osc}|${csi}|${other}`, 'g');
const sgrOnly = new RegExp(`${esc}\\[[0-9;:]*m`, 'g');

/** The text without any terminal sequence. */
export const plainText = (text: string): string => text.replace(sequences, '');

/** The colours in force after a text, as sequences that bring them about again. */
export function sgrAfter(before: string, text: string): string {
  let now = before;
  for (const [sequence] of text.matchAll(sgrOnly)) {
    const parameters = sequence.slice(2, -1);
    if (parameters === '' || parameters === '0') now = '';
    else now = parameters.startsWith('0;') ? sequence : now + sequence;
  }
  // Programs that never reset would grow this without end; far fewer than this decide the look.
  return now.length > 400 ? now.slice(now.indexOf(esc, now.length - 400)) : now;
}

/** What a terminal would show of a line that was written over: the last version, and how many there were before it. */
export function lastWritten(text: string): { readonly text: string; readonly overwritten: number } {
  if (!text.includes('\r')) return { text, overwritten: 0 };
  const versions = text.split('\r');
  const at = versions.findLastIndex((version) => plainText(version) !== '');
  if (at <= 0) return { text: versions.join(''), overwritten: 0 };
  const colours = versions.slice(0, at).join('').match(sgrOnly)?.join('') ?? '';
  return {
    text: colours + (versions[at] ?? ''),
    overwritten: versions.slice(0, at).filter((version) => plainText(version) !== '').length,
  };
}

/** @param sgr colours in force where the text starts, see `sgrAfter` */
export function segmentsOf(text: string, sgr: string): readonly Segment[] {
  if (sgr === '' && !text.includes(esc)) return text === '' ? [] : [{ kind: 'text', text, ink: plainInk }];
  const segments: Segment[] = [];
  let pending = sgr;
  let inForce = sgr;
  let done = 0;
  const flush = (): void => {
    segments.push(...coloured(pending));
    pending = inForce;
  };
  for (const match of text.matchAll(sequences)) {
    pending += text.slice(done, match.index);
    done = match.index + match[0].length;
    if (match[0].endsWith('m') && match[0].startsWith(`${esc}[`)) {
      pending += match[0];
      inForce = sgrAfter(inForce, match[0]);
    } else if (match[0].startsWith(`${esc}]`)) {
      flush();
      segments.push({ kind: 'note', label: noteOf(match[0]) });
    }
  }
  pending += text.slice(done);
  flush();
  return segments;
}

const plainInk: Ink = { color: null, background: null, decorations: [] };

function coloured(text: string): readonly Segment[] {
  return Anser.ansiToJson(text, { json: true, use_classes: true, remove_empty: true })
    .filter(({ content }) => content !== '')
    .map((part) => ({
      kind: 'text',
      text: part.content,
      ink: {
        color: colourOf(part.fg, part.fg_truecolor),
        background: colourOf(part.bg, part.bg_truecolor),
        // Blinking and hidden text would only get in the way of reading it.
        decorations: [...new Set(part.decorations)].filter((name) => name !== 'blink' && name !== 'hidden'),
      },
    }));
}

function colourOf(name: string | null, exact: string | null): string | null {
  if (name === null || name === '') return null;
  if (name === 'ansi-truecolor') return exact;
  const palette = /^ansi-palette-(\d+)$/.exec(name);
  return palette === null ? name.replace(/^ansi-/, '') : paletteColour(Number(palette[1]));
}

/** Colours 16 to 255 of the usual terminal palette: a 6×6×6 cube, then greys. */
function paletteColour(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `${grey}, ${grey}, ${grey}`;
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level).join(', ');
}

/** `ESC ] 8 ; ; address` is a link, `ESC ] 0 ; title` a window title. Nothing of it is acted on. */
function noteOf(sequence: string): string {
  const content = sequence.slice(2).replace(new RegExp(`(?:${bell}|${esc}\\\\)$`), '');
  const [, kind = '', rest = ''] = /^(\d*);?(.*)$/s.exec(content) ?? [];
  if (kind === '8') {
    const address = rest.slice(rest.indexOf(';') + 1);
    return address === '' ? 'end of link' : `link to ${visibleText(address)}`;
  }
  if (kind === '0' || kind === '1' || kind === '2') return `window title ${visibleText(rest)}`;
  if (kind === '52') return 'tried to write to the clipboard';
  return `terminal command ${visibleText(content)}`;
}
