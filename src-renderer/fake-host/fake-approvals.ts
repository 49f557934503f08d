/** The fake host's queue: cards are answered as the contract says, alone and together, and leave standing grants and rules behind. */
import { type ApprovalOffers, HostError, type OperationInput } from '#shared/contract/index.ts';
import { type Approval, type ApprovalId, Sha256, type StandingGrant } from '#shared/model/index.ts';
import { commandLine, hasHidden, textsOf } from '#shared/text/index.ts';
import type { FakeInside, HandlersOf } from './fake-inside.ts';
import { grantOf } from './fixtures.ts';

type ApprovalHandlers = HandlersOf<'approvals'>;
type Listed = readonly { readonly id: ApprovalId; readonly digest: Sha256 }[];

const by = 'anna via browser';

export function fakeApprovalHandlers(host: FakeInside): ApprovalHandlers {
  const { world } = host;
  const known = (id: string): Approval => {
    const card = world.approvals.find((one) => one.id === id);
    if (card === undefined) throw new HostError('NOT_FOUND', `There is no approval ${id}.`);
    return card;
  };
  const offersFor = (card: Approval): ApprovalOffers => world.offers ?? fakeOffers(card, world.policyText);
  return {
    ...answers(host, known, offersFor),
    'approvals.list': async ({ state, limit }) =>
      newestFirst(world.approvals.filter((card) => state === undefined || card.state === state)).slice(0, limit),
    'approvals.show': async ({ id }) => known(id),
    'approvals.stdin': async () => ({ text: world.stdin, bytes: new TextEncoder().encode(world.stdin).length }),
    'approvals.offers': async ({ id }) => offersFor(known(id)),
    'approvals.preapprove': async ({ id, digest }) => {
      const card = known(id);
      if (card.digest !== digest || card.state !== 'requester_gone')
        throw new HostError('CONFLICT', 'Only a request whose requester is gone can be pre-approved.');
      const until = new Date(Date.now() + 600_000).toISOString();
      return put(host, { ...card, preapproved_until: until });
    },
    'approvals.hearAgain': async ({ client }) => {
      const { attention } = world.status;
      world.status = {
        ...world.status,
        attention: { ...attention, quiet: attention.quiet.filter((one) => one.client !== client) },
      };
      host.emit('host.changed', world.status);
      return { client };
    },
    'approvals.history': async ({ hours }) => ({ hours, prompts: world.prompts }),
    'approvals.touch': async ({ id }) => {
      const card = known(id);
      return put(host, { ...card, expires_at: new Date(Date.parse(card.asked_at) + 3_600_000).toISOString() });
    },
  };
}

const newestFirst = (cards: readonly Approval[]): readonly Approval[] =>
  [...cards].sort(
    (a, b) => Number(b.state === 'pending') - Number(a.state === 'pending') || b.asked_at.localeCompare(a.asked_at),
  );

function put(host: FakeInside, card: Approval): Approval {
  host.putApproval(card);
  return card;
}

function answers(
  host: FakeInside,
  known: (id: string) => Approval,
  offersFor: (card: Approval) => ApprovalOffers,
): Pick<ApprovalHandlers, `approvals.${'approve' | 'approveListed' | 'deny' | 'denyListed' | 'denyAllOf'}`> {
  const { world } = host;
  const end = (id: string, digest: string, changes: Partial<Approval>): Approval => {
    const card = known(id);
    if (card.digest !== digest)
      throw new HostError('CONFLICT', 'This answer is for another plan than the one that waits.');
    if (card.state !== 'pending') throw new HostError('CONFLICT', `This request is ${card.state} already.`);
    return put(host, { ...card, ...changes, answered_at: new Date().toISOString(), answered_by: by });
  };
  const each = (cards: Listed, changes: Partial<Approval>) => {
    const answered: Approval[] = [];
    const left: { readonly id: ApprovalId; readonly because: string }[] = [];
    for (const { id, digest } of cards) {
      try {
        answered.push(end(id, digest, changes));
      } catch (error) {
        left.push({ id, because: error instanceof Error ? error.message : String(error) });
      }
    }
    return { answered, left };
  };
  return {
    'approvals.approve': async ({ id, digest, scope, lifetime, always, base, note }) => {
      if (lifetime === 'always') await writeRule(host, offersFor(known(id)), always, base);
      const card = end(id, digest, { state: 'approved', scope, lifetime, note });
      if (lifetime !== 'once' && lifetime !== 'always') giveGrant(host, card, scope, lifetime);
      return card;
    },
    'approvals.approveListed': async ({ cards, note }) => {
      const alike = new Set(cards.map(({ id }) => known(id).group));
      if (alike.size > 1 || cards.some(({ id }) => known(id).risk === 'high'))
        throw new HostError('BAD_INPUT', 'Only requests that are alike and not of high risk are approved together.');
      return each(cards, { state: 'approved', scope: 'exact', lifetime: 'once', note });
    },
    'approvals.deny': async ({ id, digest, because, note }) => end(id, digest, { state: 'denied', because, note }),
    'approvals.denyListed': async ({ cards, because, note }) => each(cards, { state: 'denied', because, note }),
    'approvals.denyAllOf': async ({ client, because, note }) =>
      each(
        world.approvals.filter((card) => card.state === 'pending' && card.client.name === client),
        { state: 'denied', because, note },
      ),
  };
}

async function writeRule(
  host: FakeInside,
  offers: ApprovalOffers,
  choice: OperationInput<'approvals.approve'>['always'],
  base: string | undefined,
): Promise<void> {
  const offer = offers.always.find((one) => one.choice === choice);
  if (offer === undefined) throw new HostError('BAD_INPUT', offers.always_refused ?? 'No such rule is offered.');
  const bytes = new TextEncoder().encode(offers.policy_text);
  const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))];
  if (base !== Sha256.parse(hash.map((byte) => byte.toString(16).padStart(2, '0')).join('')))
    throw new HostError('CONFLICT', 'The policy was changed since the rule was offered.');
  const policy = { ...host.world.status.policy, version: host.world.status.policy.version + 1 };
  host.world.policyText = offer.text;
  host.world.status = { ...host.world.status, policy };
  host.emit('policy.changed', policy);
}

function giveGrant(
  host: FakeInside,
  card: Approval,
  scope: StandingGrant['scope'],
  lifetime: StandingGrant['lifetime'],
): void {
  const grant = grantOf(900 + host.world.grants.length, {
    ...{ client: card.client.name, tool: card.tool, scope, lifetime, summary: card.summary },
    ...{ rule: card.verdict.rule, approval: card.id, given_at: new Date().toISOString() },
    expires_at: lifetime === 'hour' ? new Date(Date.now() + 3_600_000).toISOString() : null,
    last_used_at: null,
    uses: 0,
  });
  host.world.grants = [grant, ...host.world.grants];
  host.emit('grants.changed', grant);
}

/** Offers of the usual shape; none for *Always* where the plan hides something. */
function fakeOffers(card: Approval, policyText: string): ApprovalOffers {
  const line = card.plan.kind === 'command' ? commandLine(card.plan.argv) : card.summary;
  const [program = 'true', verb = ''] = card.plan.kind === 'command' ? card.plan.argv : [];
  const refused = textsOf(card.plan).some(hasHidden) ? 'It holds hidden characters, so no rule is made of it.' : null;
  const withRule = (args: string): string =>
    (policyText === '' ? 'version: 1\ncommands:\n' : policyText).replace(
      /^commands:\n/mu,
      `commands:\n  ${program}:\n    executable: /usr/bin/${program}\n    rules:\n      - verdict: allow\n        args: ${args}\n        because: you said always\n`,
    );
  const offer = (choice: 'exact' | 'workspace' | 'template', sentence: string, args: string, also: number) => ({
    ...{ choice, sentence, text: withRule(args), also_matched: also, of: 200 },
  });
  return {
    scopes: [
      { scope: 'exact', sentence: `exactly ${line}, in this folder` },
      { scope: 'rule', sentence: `${program} ${verb} …, whatever the rule that asks lets through` },
    ],
    scopes_refused: null,
    lifetimes: ['once', 'session', 'hour', 'until-quit'],
    always:
      refused === null
        ? [
            offer('exact', `Allow ${line} in this folder`, JSON.stringify(line.split(' ').slice(1)), 3),
            offer('workspace', `Allow ${program} ${verb} … anywhere in this workspace`, `[${verb}, "..."]`, 41),
            offer('template', `Allow ${program} ${verb} with two words after it`, `[${verb}, "<text>", "<text>"]`, 12),
          ]
        : [],
    always_refused: refused,
    policy_text: policyText,
  };
}
