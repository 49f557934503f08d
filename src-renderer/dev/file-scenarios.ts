/** Worlds in which agents work on files: changes that wait, and changes that were made. */
import { HostError } from '#shared/contract/index.ts';
import type { Approval, FileWritePlan } from '#shared/model/index.ts';
import type { FakeHost } from '../fake-host/fake-host.ts';
import { deleteOf, moveOf, writeOf } from '../fake-host/file-fixtures.ts';
import {
  approvalId,
  approvalOf,
  askVerdict,
  clientOf,
  endOf,
  fakeHash,
  home,
  runId,
  runOf,
} from '../fake-host/fixtures.ts';
import { ago, claude, cursor, inTime, type Scenario } from './moments.ts';

const before = `import { createHash } from 'node:crypto';
import type { Request } from './request.ts';

const LIFETIME_MS = 86_400_000;

export interface Session {
  readonly id: string;
  readonly user: string;
}

/** Looks the session up by its cookie. */
export function sessionOf(request: Request): Session | undefined {
  const id = request.cookies.session;
  return sessions.get(id);
}
`;
const after = before
  .replace('86_400_000', '8 * 3_600_000')
  .replace(
    '  const id = request.cookies.session;\n  return sessions.get(id);\n',
    `  const id = request.cookies.session;
  if (id === undefined) return undefined;
  const session = sessions.get(hashOf(id));
  if (session === undefined) return undefined;
  if (session.startedMs + LIFETIME_MS < Date.now()) {
    sessions.delete(hashOf(id));
    return undefined;
  }
  return session;
}

const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex');
`,
  )
  .replace(/\}\n\}\n$/u, '}\n');

const silent = askVerdict(
  'No rule of the policy allows this change, so a person decides.',
  0,
  'builtin.change-in-scope',
);
const asked = { verdict: { ...silent, rule: { id: 'builtin.change-in-scope', file: null, line: 0 } } };

async function files(host: FakeHost): Promise<void> {
  host.world.clients = [clientOf('Claude Code'), clientOf('Cursor'), clientOf('Claude')];
  const edit = await writeOf('src/auth/session.ts', before, after);
  const made = await writeOf('docs/sessions/notes.md', null, '# Sessions\n\nThey end after eight hours.', {
    parents: ['sessions'],
    lines: { added: 3, removed: 0 },
  });
  const odd = await writeOf('deploy.sh', 'echo deploy\n', 'echo deploy \u202e# safe\u202c\u200b\nrm -rf /srv\n', {
    after: { sha256: fakeHash('aa'), bytes: 40, mode: 0o755 },
    named: `${home}/code/website/current/deploy.sh`,
    lines: { added: 2, removed: 1 },
  });
  const binary = await writeOf('public/logo.png', 'x', 'y', { how: 'upload', lines: null });
  const long = await writeOf('data/words.txt', null, 'w', { how: 'upload', lines: null });
  const plans = [
    { plan: edit.plan, change: edit.change, client: cursor },
    { plan: made.plan, change: made.change, client: cursor },
    {
      plan: { ...odd.plan, after: { ...odd.plan.after, sha256: odd.change.after?.sha256 ?? odd.plan.after.sha256 } },
      change: odd.change,
    },
    {
      plan: binary.plan,
      change: {
        ...binary.change,
        before: cutOff(binary.plan, 'binary', 'before'),
        after: cutOff(binary.plan, 'binary', 'after'),
      },
    },
    { plan: long.plan, change: { ...long.change, after: cutOff(long.plan, 'large', 'after') } },
    {
      plan: moveOf('src/old.ts', 'src/new.ts', {
        replaces: { device: '1', inode: '2', sha256: fakeHash('bb'), bytes: 812, mode: 0o644, links: 1 },
      }),
    },
    { plan: deleteOf('node_modules', { type: 'folder', entries: 48_211, bytes: 412_000_000 }) },
    { plan: deleteOf('/home/anna/code/api-server/link', { type: 'link', target: '../shared/config', bytes: 16 }) },
  ];
  const cards: Approval[] = [];
  for (const [index, { plan, change, client = claude }] of plans.entries()) {
    const n = 70 - index;
    cards.push(
      await approvalOf(n, plan, {
        ...asked,
        client,
        tool: 'write_file',
        asked_at: ago(90 - index * 7),
        expires_at: inTime(500),
      }),
    );
    if (change !== undefined) host.world.changes.set(approvalId(n), change);
  }
  host.world.approvals = cards;
  host.world.longTexts.set(long.plan.after.sha256, 'aardvark\nabacus\nabandon\n'.repeat(400));
}

function cutOff(plan: FileWritePlan, without: 'binary' | 'large', which: 'before' | 'after') {
  const sha256 = (which === 'before' ? plan.before : plan.after)?.sha256 ?? plan.after.sha256;
  return { bytes: without === 'large' ? 4_200_000 : 18_204, sha256, text: null, without };
}

async function fileRuns(host: FakeHost): Promise<void> {
  await files(host);
  const edit = await writeOf('src/auth/session.ts', before, after);
  const quick = endOf({ exit_code: null, duration_ms: 12, stdout: { bytes: 0, sha256: fakeHash('e3') } });
  host.world.runs = [
    await runOf(90, edit.plan, {
      client: cursor,
      started_at: ago(40),
      end: quick,
      approval: approvalId(11),
      approved_by: 'anna via browser',
    }),
    await runOf(89, moveOf('src/old.ts', 'src/new.ts'), { client: cursor, started_at: ago(90), end: quick }),
    await runOf(88, deleteOf('dist', { type: 'folder', entries: 214, bytes: 3_100_000 }), {
      started_at: ago(400),
      end: quick,
    }),
    await runOf(87, edit.plan, {
      started_at: ago(900),
      end: endOf({
        reason: 'failed',
        exit_code: null,
        error: 'There is no room for "src/auth/session.ts" on the disk. Everything is as it was.',
        duration_ms: 9,
      }),
    }),
  ];
  host.world.changes.set(runId(90), edit.change);
  host.world.undos.set(runId(90), { does: `Revert: Put back ${edit.plan.path} (+3 -14)`, because: null });
  host.world.undos.set(runId(89), {
    does: null,
    because: `"${home}/code/website/src/new.ts" was changed since. Nothing was reverted.`,
  });
  host.world.undos.set(runId(88), { does: `Revert: Move the folder to ${home}/code/website/dist`, because: null });
  host.world.undos.set(runId(87), { does: null, because: `"${edit.plan.path}" holds what it held before already.` });
}

async function filesReading(host: FakeHost): Promise<void> {
  await files(host);
  host.fail('files.waiting', 'hang');
}

async function filesUnread(host: FakeHost): Promise<void> {
  await files(host);
  host.fail('files.waiting', new HostError('INTERNAL', 'The disk could not be read (EIO).'));
}

export const fileScenarios: Readonly<Record<string, Scenario>> = {
  ...{ files, 'file-runs': fileRuns, 'files-reading': filesReading, 'files-unread': filesUnread },
};
