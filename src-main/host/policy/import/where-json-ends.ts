/** Where a text stops being JSON, for a text of which `JSON.parse` has said that it is none: its own messages often name no place. */

const SPACE = /[ \t\r\n]*/uy;
const SCALAR =
  /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
const KEY = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/uy;

type Wanted = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end';

/** @returns the offset of the first character that cannot stand there; the text's length when something is missing at its end */
export function whereJsonEnds(text: string): number {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  while (true) {
    at += lengthAt(SPACE, text, at);
    const sign = text[at];
    if (sign === undefined) return text.length;
    if (wanted === 'comma or end' && open.length === 0) return at;
    const close = open.at(-1) === '{' ? '}' : ']';
    if (sign === close && wanted.endsWith('or end') && open.length > 0) {
      open.pop();
      wanted = 'comma or end';
      at += 1;
    } else if (wanted === 'comma or end' || wanted === 'colon') {
      if (sign !== (wanted === 'colon' ? ':' : ',')) return at;
      wanted = wanted === 'colon' || open.at(-1) === '[' ? 'value' : 'key';
      at += 1;
    } else if (wanted.startsWith('value') && (sign === '{' || sign === '[')) {
      open.push(sign);
      wanted = sign === '{' ? 'key or end' : 'value or end';
      at += 1;
    } else {
      const isKey: boolean = wanted.startsWith('key');
      const length = lengthAt(isKey ? KEY : SCALAR, text, at);
      if (length === 0) return at;
      wanted = isKey ? 'colon' : 'comma or end';
      at += length;
    }
  }
}

function lengthAt(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.exec(text)?.[0].length ?? 0;
}
