/** The policy, to read, check and ask. Nothing here changes it. */
import { freshId } from '#host/storage/index.ts';
import type { Handlers, OperationOutput, PolicyStatus } from '#shared/contract/index.ts';
import { type Request, RequestId, type Verdict } from '#shared/model/index.ts';

type GroupHandlers = Pick<Handlers, 'policy.status' | 'policy.read' | 'policy.check' | 'policy.why'>;

export interface PolicySlice {
  readonly policies: {
    status(): PolicyStatus;
    readText(): Promise<string>;
    check(text: string): OperationOutput<'policy.check'>;
  };
  readonly broker: { explain(request: Request): Promise<Verdict> };
  /** Where `why` supposes a command to run when nobody says: the home folder. */
  readonly home: string;
}

export function policyHandlers({ policies, broker, home }: PolicySlice): GroupHandlers {
  return {
    'policy.status': async () => policies.status(),
    'policy.read': async () => ({ text: await policies.readText(), status: policies.status() }),
    'policy.check': async ({ text }) => policies.check(text),
    'policy.why': ({ client, tool, argv, cwd }) =>
      broker.explain({
        id: RequestId.parse(freshId('req_')),
        client: { name: client ?? 'anyone', claims: null },
        tool,
        input: tool === 'execute_command' ? { argv, working_dir: cwd ?? home } : {},
        agentReason: null,
        connection: 'why',
      }),
  };
}
