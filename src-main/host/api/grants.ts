/** Permissions that outlive one run: to see, to take back, and a trusted session. What changes them is on record. */
import { type Handlers, HostError, type OperationName } from '#shared/contract/index.ts';
import {
  type ApprovalId,
  type ClientInfo,
  type ClientName,
  type HouseEvent,
  Refused,
  type StandingGrant,
  type StandingGrantId,
} from '#shared/model/index.ts';
import { signatureOf } from './signature.ts';

type GroupHandlers = Pick<Handlers, Extract<OperationName, `grants.${string}`>>;

export interface GrantsSlice {
  readonly approvals: {
    readonly grants: {
      list(limit: number): readonly StandingGrant[];
      revoke(id: StandingGrantId): StandingGrant;
      trust(client: ClientName, workspace: string, minutes: number, by: string): StandingGrant;
    };
    readonly permits: { takeBack(id: ApprovalId): void };
  };
  readonly clients: { list(): readonly ClientInfo[] };
  /** @throws Refused BAD_INPUT for what is no folder */
  readonly canonicalFolder: (path: string) => Promise<string>;
  readonly house: (
    event: HouseEvent,
    detail: Readonly<Record<string, string | number | boolean | null>>,
  ) => Promise<void>;
}

export function grantHandlers({
  approvals: { grants, permits },
  clients,
  canonicalFolder,
  house,
}: GrantsSlice): GroupHandlers {
  return {
    'grants.list': async ({ limit }) => grants.list(limit),
    'grants.revoke': async ({ id }, caller) => {
      const grant = grants.revoke(id);
      if (grant.approval !== null) permits.takeBack(grant.approval);
      await house('grant-revoked', { grant: id, client: grant.client, by: signatureOf(caller) });
      return grant;
    },
    'grants.trust': async ({ client, workspace, minutes }, caller) => {
      if (!clients.list().some(({ name, revoked }) => name === client && !revoked))
        throw new HostError('NOT_FOUND', `There is no client named ${client}.`);
      const by = signatureOf(caller);
      const folder = await folderOf(workspace, canonicalFolder);
      // On record before it counts: it lets things run without asking.
      await house('grant-given', { client, scope: 'workspace', workspace: folder, minutes, by });
      return grants.trust(client, folder, minutes, by);
    },
  };
}

async function folderOf(path: string, canonicalFolder: GrantsSlice['canonicalFolder']): Promise<string> {
  try {
    return await canonicalFolder(path);
  } catch (error) {
    if (error instanceof Refused) throw new HostError('BAD_INPUT', error.message, { cause: error });
    throw error;
  }
}
