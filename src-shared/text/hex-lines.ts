/** Bytes that are no text, as people read them: `00000010  7f 45 4c 46 …  |.ELF|`. */
export function hexLines(base64: string): string {
  const bytes = atob(base64);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.slice(at, at + 16);
    const codes = [...row].map((character) => character.charCodeAt(0));
    const hex = codes.map((code) => code.toString(16).padStart(2, '0')).join(' ');
    const text = codes.map((code) => (code >= 0x20 && code <= 0x7e ? String.fromCharCode(code) : '.')).join('');
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  |${text}|`);
  }
  return lines.join('\n');
}
