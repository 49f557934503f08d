/** A message that repeats what came from outside has an end. */

/** At most `longest` UTF-16 units, the mark that something is missing included; never half of a character. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, longest - 1);
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
