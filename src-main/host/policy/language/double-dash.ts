/** Programs to which `--` does not mean that no flags follow; for them, what looks like a flag after it stays one. */

const programs: ReadonlySet<string> = new Set(
  'echo printf test [ expr find fd dd dig nslookup host ip ss tc ps openssl ffmpeg ffprobe convert magick java javac jq xmllint tar curl wget'.split(
    ' ',
  ),
);

/** @param names the command's name and its program's */
export function ignoresDoubleDash(names: readonly string[]): boolean {
  return names.some((name) => programs.has(name));
}
