/** Takes secrets out of a whole text, by their shape. */
import { hasSecret } from './compiled-shapes.ts';
import { marker } from './marker.ts';
import { SecretScanner } from './secret-scanner.ts';

/** @returns the text with a marker such as `•••(github token)` in each secret's place */
export function redactText(text: string): string {
  if (!hasSecret(text)) return text;
  const scanner = new SecretScanner(marker);
  return scanner.push(text) + scanner.end();
}
