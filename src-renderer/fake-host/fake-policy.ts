/** The fake host's policy: enough of a reading of the text for rules, problems, versions and replays to look as they do. */
import { isMap, LineCounter, parseDocument } from 'yaml';
import { type DraftReport, HostError, type PolicyProblem, type RuleInWords } from '#shared/contract/index.ts';
import { Sha256 } from '#shared/model/index.ts';
import { CommandDocument, commandSentences, PolicyDocument, policyJsonSchema } from '#shared/policy/index.ts';
import type { FakeInside, HandlersOf } from './fake-inside.ts';

type Path = readonly (string | number)[];

async function hashOf(text: string): Promise<Sha256> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Sha256.parse([...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

export async function fakeDraft(text: string): Promise<DraftReport> {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines });
  const sha256 = await hashOf(text);
  const placeOf = (path: Path): { readonly line: number; readonly column: number } => {
    const [parent, last] = [doc.getIn(path.slice(0, -1), true), path.at(-1)];
    const key = isMap(parent) ? parent.items.find((pair) => String(pair.key) === last)?.key : undefined;
    const node = key ?? doc.getIn(path, true);
    const range =
      typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range : [0];
    const { line, col } = lines.linePos(Number(range[0]));
    return { line, column: col };
  };
  if (doc.errors.length > 0) {
    const problems = doc.errors.map(({ message, linePos }): PolicyProblem => {
      return { line: linePos?.[0].line ?? 0, column: linePos?.[0].col ?? 0, message: message.split('\n')[0] ?? '' };
    });
    return { ok: false, sha256, problems, warnings: [], rules: [] };
  }
  const value: unknown = doc.toJS() ?? {};
  const parsed = PolicyDocument.safeParse(value);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message, ...issue }): PolicyProblem => {
        const keys = 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.map(String) : [];
        const said = keys[0] === 'time_out' ? 'There is no “time_out”. Did you mean “timeout”?' : message;
        return {
          ...placeOf([...path.map((key) => (typeof key === 'symbol' ? '' : key)), ...keys.slice(0, 1)]),
          message: said,
        };
      });
  return { ok: parsed.success, sha256, problems, warnings: [], rules: rulesIn(value, placeOf) };
}

function rulesIn(value: unknown, placeOf: (path: Path) => { readonly line: number }): readonly RuleInWords[] {
  const commands: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'commands') : undefined;
  if (typeof commands !== 'object' || commands === null) return [];
  return Object.entries(commands).flatMap(([command, entry]) => {
    const parsed = CommandDocument.safeParse(entry);
    if (!parsed.success) return [];
    return commandSentences(command, parsed.data).map(({ id, verdict, sentence }, index): RuleInWords => {
      const [, list, at] = /\.(\w+)(?:\[(\d+)\])?$/u.exec(id.slice(`commands.${command}`.length)) ?? [];
      const rule = list === 'rules' ? parsed.data.rules?.[Number(at)] : undefined;
      const path = [
        'commands',
        command,
        ...(list === undefined ? [] : [list]),
        ...(at === undefined ? [] : [Number(at)]),
      ];
      return {
        ...{ id, verdict, sentence, command, line: placeOf(path).line },
        because: rule?.because ?? parsed.data.because ?? null,
        expires: rule?.expires === undefined ? null : new Date(rule.expires).toISOString(),
        hits: index === 0 ? 412 : index === 1 ? 9 : 0,
        last_hit_at: index > 1 ? null : new Date(Date.now() - 61_000 * (index + 1)).toISOString(),
        warnings: rule?.args.includes('run') === true ? ['An earlier rule matches all that this one does.'] : [],
      };
    });
  });
}

export function fakePolicyHandlers(host: FakeInside): HandlersOf<'policy'> {
  const { world } = host;
  const put = (text: string, why: string | null): typeof world.status.policy => {
    const version = world.status.policy.version + 1;
    const last = world.policyVersions[0];
    world.policyText = text;
    world.policyVersions = [
      { version, text, at: new Date().toISOString(), by: 'anna via browser', why },
      ...(last === undefined ? [] : world.policyVersions),
    ];
    const policy = { ...world.status.policy, state: 'ok' as const, version, problems: [], outside_change: false };
    world.outside = null;
    world.status = { ...world.status, policy };
    host.emit('policy.changed', policy);
    return policy;
  };
  return {
    'policy.status': async () => world.status.policy,
    'policy.read': async () => ({ text: world.outside?.text ?? world.policyText, status: world.status.policy }),
    'policy.check': async ({ text }) => fakeDraft(text),
    'policy.why': async ({ argv }) =>
      world.why ?? { verdict: 'deny', rule: null, lost: [], reasons: [`Nothing allows ${argv[0]}.`], hint: null },
    'policy.rules': async () => (await fakeDraft(world.policyText)).rules,
    'policy.draft': async ({ text }) => fakeDraft(text),
    'policy.save': async ({ text, base, why }) => {
      if (base !== (await hashOf(world.policyText))) throw new HostError('CONFLICT', 'The file was changed meanwhile.');
      const { ok, problems } = await fakeDraft(text);
      return { ok, problems, status: ok ? put(text, why) : world.status.policy };
    },
    'policy.history': async ({ limit }) =>
      Promise.all(
        world.policyVersions.slice(0, limit).map(async ({ text, ...version }) => {
          return { ...version, sha256: await hashOf(text), in_force: version.version === world.status.policy.version };
        }),
      ),
    'policy.version': async ({ version }) => {
      const kept = world.policyVersions.find((one) => one.version === version);
      if (kept === undefined) throw new HostError('NOT_FOUND', `There is no version ${version} of the policy.`);
      return { version, text: kept.text };
    },
    'policy.revert': async ({ version, why }) =>
      put(world.policyVersions.find((one) => one.version === version)?.text ?? '', why),
    'policy.outside': async () =>
      world.outside === null ? null : { ...world.outside, sha256: await hashOf(world.outside.text) },
    'policy.accept': async () => put(world.outside?.text ?? world.policyText, null),
    'policy.discard': async () => put(world.policyText, 'a change made outside the app was discarded'),
    'policy.settings': async () => ({ confirm_outside: world.confirmOutside }),
    'policy.confirmOutside': async ({ on }) => {
      world.confirmOutside = on;
      return { on };
    },
    'policy.replay': async () => world.replay,
    'policy.can': async () => [],
    'policy.schema': async () => ({ ...policyJsonSchema() }),
    'policy.packs': async () => world.packs,
    'policy.addPack': async ({ text, pack }) => {
      const added = world.packs.find(({ id }) => id === pack)?.text ?? '';
      return { text: text.replace(/^commands:\n/mu, added), notes: [], problems: [] };
    },
    'policy.import': async () => world.imported,
  };
}
