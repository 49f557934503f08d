/** A sentence of ours in which `backticks` stand around what is typed in a terminal: where there are colours, a colour says so instead. */
import type { Paint } from './terminal.ts';

export const typedWords = (text: string, paint: Paint): string =>
  text.replaceAll(/`([^`]+)`/g, (quoted, typed: string) => {
    const painted = paint('cyan', typed);
    return painted === typed ? quoted : painted;
  });
