/** What typed holes accept. Values are compared as data: nothing is refused for looking like a command. */
import { RE2JS } from 're2js';
import { describeHole, type Hole } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';
import type { CompiledHole, Misfit } from './compiled-hole.ts';
import { isHost, isPort, leadsTo } from './net-values.ts';

const decimal = /^(?:0|-?[1-9]\d{0,15})$/u;

/**
 * @throws Error when a pattern is not an expression that RE2 knows. RE2 matches in linear time; back-references and look-around,
 *   which would need more, are refused.
 */
export function compileHole(hole: Hole): CompiledHole {
  switch (hole.type) {
    case 'text':
      return { hole, judge: () => null };
    case 'int':
      return withTest(hole, (value) => decimal.test(value) && Number(value) >= hole.min && Number(value) <= hole.max);
    case 'enum': {
      const words = new Set(hole.words);
      return withTest(hole, (value) => words.has(value));
    }
    case 'pattern': {
      const expression = RE2JS.compile(hole.source);
      return withTest(hole, (value) => expression.matches(value));
    }
    case 'path':
      return { hole, judge: (value, paths) => misspeltPath(value) ?? paths(value, hole.access) };
    case 'host':
      return withTest(hole, (value) => isHost(value, hole.hosts));
    case 'port':
      return withTest(hole, (value) => isPort(value, hole.ranges));
    case 'url':
      return withTest(hole, (value) => leadsTo(value, hole.places));
  }
}

function withTest(hole: Hole, fits: (value: string) => boolean): CompiledHole {
  return {
    hole,
    judge: (value) =>
      fits(value) ? null : { kind: 'no', why: `${quoted(value)} came where it expects ${describeHole(hole)}` },
  };
}

/**
 * A word that many programs would not take for the path it seems to be: a home folder, a remote place, a file of arguments, standard
 * input. Written from `/` or `./` it can be nothing else.
 */
function misspeltPath(word: string): Misfit {
  if (word === '') return { kind: 'no', why: 'an empty word came where it expects a path' };
  const first = word.charAt(0);
  const isDrive = /^[A-Za-z]:[/\\]/u.test(word);
  const isRemote = !isDrive && /^[^/\\]*:/u.test(word);
  if (isRemote || '~@-+=|'.includes(first)) {
    const why = `${quoted(word)} may mean something other than a path to the program; write it from “/” or “./”`;
    return { kind: 'no', why };
  }
  return null;
}
