/** How an argument is named in a message. A name is the caller's own words: it has an end, and shows what hides in it. */
import { cutText } from '../cut-text.ts';
import { quoted } from '../quoted.ts';

const LONGEST_NAME = 40;

/** `“files[0].path”` */
export function named(path: readonly PropertyKey[]): string {
  let name = '';
  for (const step of path) {
    if (typeof step === 'number') name += `[${step}]`;
    else name += `${name === '' ? '' : '.'}${shown(step)}`;
  }
  return quoted(name, LONGEST_NAME * 4);
}

export const nameOf = (key: PropertyKey): string => quoted(shown(key), LONGEST_NAME + 1);

/** A name that was meant to be an assignment ends where the value begins. */
function shown(key: PropertyKey): string {
  const [name = '', ...rest] = String(key).split('=');
  return rest.length > 0 ? `${cutText(name, LONGEST_NAME)}=…` : cutText(name, LONGEST_NAME + 1);
}
