/** The policy: to read, check and ask; to try, write and take back. What changes it is on record with who and why. */
import { freshId, type Settings } from '#host/storage/index.ts';
import type {
  Caller,
  DraftReport,
  EventPayload,
  Handlers,
  ImportFormat,
  ImportReport,
  OperationName,
  OperationOutput,
  OutsideChange,
  PolicyStatus,
  PolicyVersion,
  ReplayReport,
  RuleInWords,
  StarterPack,
} from '#shared/contract/index.ts';
import { type HouseEvent, type Request, RequestId, type Sha256, type Verdict } from '#shared/model/index.ts';
import { type CompiledPolicy, policyJsonSchema } from '#shared/policy/index.ts';
import { signatureOf } from './signature.ts';

type GroupHandlers = Pick<Handlers, Extract<OperationName, `policy.${string}`>>;

interface Author {
  readonly by: string;
  readonly why: string | null;
}

export interface PolicySlice {
  readonly policies: {
    status(): PolicyStatus;
    readText(): Promise<string>;
    check(text: string): OperationOutput<'policy.check'>;
    outside(): OutsideChange | null;
    accept(sha256: Sha256, by: string): Promise<PolicyStatus>;
    reload(): Promise<PolicyStatus>;
  };
  readonly policyTools: {
    rules(): readonly RuleInWords[];
    draft(text: string): DraftReport;
    compileDraft(text: string): CompiledPolicy;
    save(text: string, base: Sha256 | null, author: Author): Promise<OperationOutput<'policy.save'>>;
    versions(limit: number): Promise<readonly PolicyVersion[]>;
    textOf(version: number): Promise<string>;
    revert(version: number, author: Author): Promise<PolicyStatus>;
    discard(sha256: Sha256, by: string): Promise<PolicyStatus>;
    replay(text: string, limit: number, told: (done: number) => void): Promise<ReplayReport>;
    can(client: string | undefined): OperationOutput<'policy.can'>;
  };
  readonly startingPoints: {
    importText(format: ImportFormat, text: string, home: string): Promise<ImportReport>;
    packsHere(): Promise<readonly StarterPack[]>;
    withPack(text: string, id: string): Promise<ImportReport>;
  };
  readonly settings: Settings;
  readonly broker: { explain(request: Request, policy?: CompiledPolicy): Promise<Verdict> };
  readonly house: (event: HouseEvent, detail: Readonly<Record<string, string | boolean>>) => Promise<void>;
  /** Where `why` supposes a command to run when nobody says: the home folder. */
  readonly home: string;
}

export function policyHandlers(
  slice: PolicySlice,
  replayed: (progress: EventPayload<'policy.replayed'>) => void,
): GroupHandlers {
  const { policies, policyTools: tools, settings } = slice;
  return {
    'policy.status': async () => policies.status(),
    'policy.read': async () => ({ text: await policies.readText(), status: policies.status() }),
    'policy.check': async ({ text }) => policies.check(text),
    'policy.why': (input) => why(slice, input),
    'policy.rules': async () => tools.rules(),
    'policy.draft': async ({ text }) => tools.draft(text),
    'policy.save': ({ text, base, why: said }, caller) => tools.save(text, base, authorOf(caller, said)),
    'policy.history': ({ limit }) => tools.versions(limit),
    'policy.version': async ({ version }) => ({ version, text: await tools.textOf(version) }),
    'policy.revert': ({ version, why: said }, caller) => tools.revert(version, authorOf(caller, said)),
    'policy.outside': async () => policies.outside(),
    'policy.accept': ({ sha256 }, caller) => policies.accept(sha256, signatureOf(caller)),
    'policy.discard': ({ sha256 }, caller) => tools.discard(sha256, signatureOf(caller)),
    'policy.settings': async () => ({ confirm_outside: settings.current().confirm_outside }),
    'policy.confirmOutside': async ({ on }, caller) => {
      const { confirm_outside } = await settings.change({ confirm_outside: on });
      await slice.house('settings-changed', { confirm_outside, by: signatureOf(caller) });
      // What waited takes effect once nobody wants to confirm it any more.
      await policies.reload();
      return { on: confirm_outside };
    },
    'policy.replay': async ({ text, limit, id }) => {
      const name = id === undefined ? {} : { id };
      const report = await tools.replay(text, limit, (done) => replayed({ ...name, done, total: limit }));
      const done = report.replayed + report.skipped;
      replayed({ ...name, done, total: done });
      return report;
    },
    'policy.import': ({ format, text }) => slice.startingPoints.importText(format, text, slice.home),
    'policy.packs': () => slice.startingPoints.packsHere(),
    'policy.addPack': ({ text, pack }) => slice.startingPoints.withPack(text, pack),
    'policy.can': async ({ client }) => tools.can(client),
    'policy.schema': async () => ({ ...policyJsonSchema() }),
  };
}

async function why(
  { broker, policyTools, home }: PolicySlice,
  { client, tool, argv, cwd, draft }: Parameters<GroupHandlers['policy.why']>[0],
): Promise<Verdict> {
  const request: Request = {
    id: RequestId.parse(freshId('req_')),
    client: { name: client ?? 'anyone', claims: null },
    tool,
    input: tool === 'execute_command' ? { argv, working_dir: cwd ?? home } : {},
    agentReason: null,
    connection: 'why',
  };
  return draft === undefined ? broker.explain(request) : broker.explain(request, policyTools.compileDraft(draft));
}

const authorOf = (caller: Caller, said: string | null): Author => ({ by: signatureOf(caller), why: said });
