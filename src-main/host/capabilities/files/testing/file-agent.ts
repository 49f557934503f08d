/** A host, an agent of its own, and a workspace of real files, for tests of the file tools. */
import { join } from 'node:path';
import { type Agent, modernAgent, type ToolResult } from '../../../../../test/agents.ts';
import { openTestHost, type TestHost } from '../../../../../test/open-test-host.ts';

export interface FileAgent {
  readonly app: TestHost;
  readonly agent: Agent;
  /** A path in the workspace. */
  readonly at: (name: string) => string;
  call(tool: string, args: Readonly<Record<string, unknown>>): Promise<ToolResult>;
  /** As `call`, with the answer's value alone. */
  value(tool: string, args: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Approves the next card. @returns its summary */
  approve(): Promise<string>;
  close(): Promise<void>;
}

/** Everything in the workspace is allowed at once. */
export const FREE_POLICY = `version: 1
paths:
  read: ["WORKSPACE/**"]
  write: ["WORKSPACE/**"]
  blocked: ["**/.ssh/**", "**/.env"]
files:
  rules:
    - { verdict: allow, do: [create, write, make_directory, move, delete] }
`;

export async function openFileAgent(policy: string = FREE_POLICY): Promise<FileAgent> {
  const app = await openTestHost({ policy });
  const agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
  const call: FileAgent['call'] = (tool, args) => agent.call(tool, args);
  return {
    ...{ app, agent, call },
    at: (name) => join(app.workspace, name),
    value: async (tool, args) => (await call(tool, args)).value,
    async approve() {
      const { id, digest, summary } = await app.nextCard();
      await app.call('approvals.approve', { id, digest });
      return summary;
    },
    async close() {
      await agent.close();
      await app.close();
    },
  };
}
