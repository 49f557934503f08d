/** The approvals, tied to what they need of the rooms beside them: the audit log, the rules in force, what plans keep. */
import { type ApprovalsRoom, openApprovals } from '#host/approvals/index.ts';
import type { Capability } from '#host/capabilities/capability.ts';
import type { PolicyTools } from '#host/policy/index.ts';
import type { HostOptions } from './host-options.ts';
import type { Ground } from './open-ground.ts';

export function openApprovalRooms(
  rooms: AsyncDisposableStack,
  { clock, log, notifier }: HostOptions,
  { approvalsDb, records }: Pick<Ground, 'approvalsDb' | 'records'>,
  beside: {
    readonly policyTools: PolicyTools;
    readonly capabilities: ReadonlyMap<string, Capability>;
    readonly pause: { current(): unknown };
  },
): ApprovalsRoom {
  const { policyTools, capabilities, pause } = beside;
  const isPaused = (): boolean => pause.current() !== null;
  return rooms.use(
    openApprovals({
      ...{ db: approvalsDb, clock, notifier, log: log.part('approvals'), isPaused },
      findRule: ({ id }) => policyTools.ruleOf(id),
      // The note goes on record and nowhere else: what waits for the answer belongs to the agent.
      record: (card, answer) => records.answered({ id: card.request }, card.id, card.digest, answer, card.note),
      release: async (card) => capabilities.get(card.tool)?.release(card.plan),
    }),
  );
}
