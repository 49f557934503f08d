/**
 * What was shown is what runs. While a card is pending, somebody changes the world under it; the person says yes to what they were shown.
 * Each change must end in PLAN_DRIFT: nothing runs, it is on record, and the card says what changed.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '#shared/model/index.ts';
import { type Agent, legacyAgent, modernAgent } from '../agents.ts';
import { openTestHost, type TestHost } from '../open-test-host.ts';

const POLICY = `version: 1
commands:
  tool: { executable: WORKSPACE/bin/tool, rules: [{ verdict: ask, args: ["..."] }] }
  linked: { executable: WORKSPACE/bin/linked, rules: [{ verdict: ask, args: ["..."] }] }
  sh: { executable: /bin/sh, sandbox: off, rules: [{ verdict: ask, args: ["..."] }] }
  ls: { executable: /bin/ls, sandbox: off, rules: [{ verdict: ask, args: ["<path:read>"] }] }
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
`;

let app: TestHost;
let token: string;
let at: (...parts: readonly string[]) => string;
/** Programs of the test write here when they run. */
let ran: string;

beforeEach(async () => {
  app = await openTestHost({ policy: POLICY });
  at = (...parts) => join(app.workspace, ...parts);
  ran = at('ran');
  mkdirSync(at('bin'));
  mkdirSync(at('proj'));
  mkdirSync(at('other'));
  script(at('bin', 'tool'), 'shown');
  script(at('bin', 'second'), 'not shown');
  symlinkSync('tool', at('bin', 'linked'));
  symlinkSync('proj', at('here'));
  writeFileSync(at('proj', 'job.sh'), `echo shown > ${ran}\n`);
  writeFileSync(at('proj', '.env'), 'A=1\n');
  // Loaded once more, now that the programs are there.
  await app.setPolicy(`${POLICY}# again\n`);
  token = await app.addClient('Claude');
});
afterEach(() => app.close());

function script(path: string, word: string): void {
  writeFileSync(path, `#!/bin/sh\necho ${word} > ${ran}\n`);
  chmodSync(path, 0o755);
}

const approve = ({ id, digest }: Approval) => app.call('approvals.approve', { id, digest });

interface Mutation {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly change: () => void;
  readonly says: RegExp;
}

const mutations: readonly Mutation[] = [
  {
    name: 'the script that an interpreter would run is rewritten',
    argv: ['sh', 'job.sh'],
    change: () => writeFileSync(at('proj', 'job.sh'), `echo changed > ${ran}\n`),
    says: /job\.sh has different content now/,
  },
  {
    name: 'the program is rewritten in place',
    argv: ['tool'],
    change: () => script(at('bin', 'tool'), 'changed'),
    says: /tool has different content now/,
  },
  {
    name: 'the program is replaced by another file of the same content',
    argv: ['tool'],
    change: () => {
      copyFileSync(at('bin', 'tool'), at('bin', 'copy'));
      renameSync(at('bin', 'copy'), at('bin', 'tool'));
    },
    says: /tool is a different file now/,
  },
  {
    name: 'the link that names the program is swapped',
    argv: ['linked'],
    change: () => {
      unlinkSync(at('bin', 'linked'));
      symlinkSync('second', at('bin', 'linked'));
    },
    says: /linked leads to .*second now/,
  },
  {
    name: 'the program is replaced by a link',
    argv: ['tool'],
    change: () => {
      renameSync(at('bin', 'tool'), at('bin', 'was'));
      symlinkSync('second', at('bin', 'tool'));
    },
    says: /tool leads to .*second now/,
  },
  {
    name: 'the program is removed',
    argv: ['tool'],
    change: () => unlinkSync(at('bin', 'tool')),
    says: /tool cannot be used now/,
  },
  {
    name: 'the folder is replaced by a link to another',
    argv: ['tool'],
    change: () => {
      rmSync(at('proj'), { recursive: true });
      symlinkSync('other', at('proj'));
    },
    says: /proj leads to .*other now/,
  },
  {
    name: 'the folder is replaced by another of the same name',
    argv: ['tool'],
    change: () => {
      renameSync(at('proj'), at('gone'));
      mkdirSync(at('proj'));
    },
    says: /proj is a different folder now/,
  },
  {
    name: 'a folder above it is replaced by a link',
    argv: ['tool'],
    cwd: 'proj/deep',
    change: () => {
      mkdirSync(at('other', 'deep'));
      renameSync(at('proj'), at('gone'));
      symlinkSync('other', at('proj'));
    },
    says: /deep leads to .*other\/deep now/,
  },
  {
    name: 'a file of variables is edited',
    argv: ['tool', '--env-file', '.env'],
    change: () => writeFileSync(at('proj', '.env'), 'A=2\nLD_PRELOAD=/tmp/x.so\n'),
    says: /\.env has different content now/,
  },
  {
    name: 'the link that a path argument goes through is swapped',
    argv: ['ls', '../here'],
    change: () => {
      unlinkSync(at('here'));
      symlinkSync('other', at('here'));
    },
    says: /\.\.\/here leads to .*other now/,
  },
];

/** Every way in which a client can be kept waiting; each ends on a road of its own. */
const deliveries = [
  ['held by a client of the 2025 generation', legacyAgent, null],
  ['held by a client of protocol 2026-07-28', modernAgent, null],
  ['that a client comes back for with its ticket', legacyAgent, 500],
] as const;

describe.each(deliveries)('a card %s', (_who, open, answerWithinMs) => {
  let agent: Agent;
  beforeEach(async () => {
    agent = await open({ endpoint: app.endpoint, token });
    const pace = { answer_within_ms: answerWithinMs, progress_extends: false };
    await app.call('clients.setPace', { name: 'Claude', pace });
  });
  afterEach(() => agent.close());

  it.each(mutations)('ends in drift and no run when $name', async ({ argv, cwd = 'proj', change, says }) => {
    mkdirSync(at(cwd), { recursive: true });
    const asked = agent.call('execute_command', { argv, working_dir: at(cwd) });
    const card = await app.nextCard();
    const ticket = answerWithinMs === null ? undefined : (await asked).value.ticket;
    change();
    await approve(card);
    const { value } = ticket === undefined ? await asked : await agent.call('await_approval', { ticket });
    expect(value).toMatchObject({ success: false, code: 'PLAN_DRIFT', retryable: true });
    expect(value.message).toMatch(says);
    expect(existsSync(ran) ? readFileSync(ran, 'utf8') : 'nothing ran').toBe('nothing ran');
    const after = await app.call('approvals.show', { id: card.id });
    expect(after.state).toBe('approved');
    expect(after.drift?.join('\n')).toMatch(says);
    const outcomes = (await app.audit()).flatMap(({ body }) => (body.type === 'finished' ? [body.outcome] : []));
    expect(outcomes.at(-1)).toBe('PLAN_DRIFT');
    // The yes is gone: what is asked next is asked again.
    const again = agent.call('execute_command', { argv, working_dir: at(cwd) }).catch(() => undefined);
    if (says.source !== 'tool cannot be used now') {
      const next = await app.nextCard();
      expect(next.id).not.toBe(card.id);
      await app.call('approvals.deny', { id: next.id, digest: next.digest });
    }
    await again;
  });
});
