/** An approval as scripts read it: `client` is the name that the person gave, `claims` what the program says of itself. */
import type { Approval } from '#shared/model/index.ts';

export type ApprovalJson = Omit<Approval, 'client'> & { readonly client: string; readonly claims: string | null };

export const approvalJson = ({ client, ...card }: Approval): ApprovalJson => ({
  ...card,
  client: client.name,
  claims: client.claims,
});
