/** What kind of file it is, by the end of its name; without one that is known, by whether it is text. */
import mime from 'mime';

export function mimeType(path: string, isBinary: boolean): string {
  return mime.getType(path) ?? (isBinary ? 'application/octet-stream' : 'text/plain');
}
