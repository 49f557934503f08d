/** What agents may ask about. The broker and the status are made later, and asked later. */
import { homedir } from 'node:os';
import type { Broker } from '#host/broker/index.ts';
import type { CapabilityParts } from '#host/capabilities/index.ts';
import type { Policies, PolicyTools } from '#host/policy/index.ts';
import type { HostStatus } from '#shared/contract/index.ts';

export function questionParts(
  version: string,
  { policies, policyTools }: { readonly policies: Policies; readonly policyTools: PolicyTools },
  broker: () => Broker,
  sandbox: () => HostStatus['sandbox'],
): CapabilityParts['questions'] {
  return {
    ...{ version, sandbox, home: homedir(), can: (client) => policyTools.can(client) },
    ...{ policyState: () => policies.status(), limits: () => policies.current().limits },
    explain: (request) => broker().explain(request),
  };
}
