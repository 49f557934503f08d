/** The sections `targets` and `solvers` as plain sentences. */
import { SolverLanguage } from '../model/index.ts';
import { orList } from './argument-pattern.ts';
import { probeRunner } from './runners.ts';
import type { RuleSentence } from './sentence.ts';
import type { LanguageDocument, SolversDocument } from './solver-document.ts';
import type { TargetDocument } from './target-document.ts';

const verbs = { allow: 'Allow', ask: 'Ask before', deny: 'Deny' } as const;

/** `Let solvers and probes reach chall.example.org at port 31337 (TCP)` */
export function targetSentence({ hosts, ports, protocol, for: uses, because }: TargetDocument): string {
  if (hosts.length === 0 || ports.length === 0 || uses.length === 0) return 'Reaches nothing: a list in it is empty';
  const at = `${ports.length === 1 && typeof ports[0] === 'number' ? 'port' : 'ports'} ${orList(ports.map(portWords))}`;
  const sentence = `Let ${andList(uses)} reach ${orList(hosts)} at ${at} (${protocol.toUpperCase()})`;
  return because === undefined ? sentence : `${sentence}: ${because}`;
}

/** What the section says of each runner, then of probes. */
export function solverSentences(document: SolversDocument): readonly RuleSentence[] {
  const because = document.because === undefined ? '' : `: ${document.because}`;
  const reach = document.network === 'none' ? 'without any network' : 'that reaches its listed target and nothing else';
  const runners = Object.entries(document.languages).flatMap(([language, entry]): readonly RuleSentence[] => {
    if (entry === undefined) return [];
    const verdict = entry.verdict ?? document.verdict;
    const sentence = `${verbs[verdict]} a ${language} solver ${reach}${wallWords(document, entry)}${because}`;
    return [{ id: `solvers.languages.${language}`, verdict, sentence }];
  });
  const listed = SolverLanguage.options.filter((language) => document.languages[language] !== undefined);
  const probeWalls = wallWords(document, document.languages[probeRunner(listed)]);
  const probe: RuleSentence = {
    id: 'solvers.probe',
    verdict: document.probe,
    sentence: `${verbs[document.probe]} a probe of a listed target from inside a container${probeWalls}`,
  };
  return [...runners, probe];
}

/** What stands around a container besides what stands around every one. */
function wallWords(all: SolversDocument, own: LanguageDocument | undefined): string {
  const walls = [
    ...((own?.runtime ?? all.runtime) === 'runsc' ? ['behind gVisor'] : []),
    ...((own?.firewall ?? all.firewall) === 'iptables' ? ['walled in a second time by iptables rules'] : []),
  ];
  return walls.map((words) => `, ${words}`).join('');
}

const portWords = (port: number | string): string => String(port).replace('-', ' to ');

const andList = (words: readonly string[]): string =>
  words.length <= 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
