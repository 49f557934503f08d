import { describe, expect, it } from 'vitest';
import { SolversDocument } from './solver-document.ts';
import { solverSentences } from './solver-sentence.ts';

const saidOf = (solvers: object) =>
  solverSentences(SolversDocument.parse(solvers)).map(({ id, sentence }) => `${id}: ${sentence}`);

describe('what a policy says of containers', () => {
  it('is whether a person is asked, and whom they reach', () => {
    expect(saidOf({ languages: { python: {} }, probe: 'allow', because: 'the exercise' })).toEqual([
      'solvers.languages.python: Ask before a python solver that reaches its listed target and nothing else: the exercise',
      'solvers.probe: Allow a probe of a listed target from inside a container',
    ]);
  });

  it('names gVisor and the second wall where a container must have them, a language’s own word before the section’s', () => {
    const languages = { pwn: { firewall: 'none' }, python: { runtime: 'runsc' }, sage: { verdict: 'deny' } };
    expect(saidOf({ firewall: 'iptables', network: 'none', languages })).toEqual([
      'solvers.languages.python: Ask before a python solver without any network, behind gVisor, walled in a second time by iptables rules',
      'solvers.languages.pwn: Ask before a pwn solver without any network',
      'solvers.languages.sage: Deny a sage solver without any network, walled in a second time by iptables rules',
      'solvers.probe: Ask before a probe of a listed target from inside a container, behind gVisor, walled in a second time by iptables rules',
    ]);
  });

  it('says of probes what holds for the runner that they take', () => {
    const sentence = (languages: object) => saidOf({ firewall: 'iptables', languages }).at(-1);
    const walled =
      'solvers.probe: Ask before a probe of a listed target from inside a container, walled in a second time by iptables rules';
    const bare = 'solvers.probe: Ask before a probe of a listed target from inside a container';
    expect([sentence({ sage: {}, pwn: { firewall: 'none' } }), sentence({ sage: { firewall: 'none' } })]).toEqual([
      bare,
      walled,
    ]);
  });
});
