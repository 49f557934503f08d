/**
 * The composition root: every room is made here, leaves first, and handed what it needs by name. `close` undoes it in reverse.
 * Nothing here knows whether a window or a browser shows the result.
 */
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { DoctorCheck, HostStatus, PolicyStatus } from '#shared/contract/index.ts';
import type { HouseEvent } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import { announceChanges } from './announce-changes.ts';
import { openControlSocket } from './api/control-socket.ts';
import { createApi, type HostApi } from './api/index.ts';
import { Approvals, openApprovalStore } from './approvals/index.ts';
import { Broker } from './broker/index.ts';
import { type CapabilityParts, registerCapabilities } from './capabilities/index.ts';
import { SessionRegistry } from './capabilities/sessions/index.ts';
import { Clients } from './clients/index.ts';
import { openEndpoint } from './endpoint/index.ts';
import { createFilePins, createProcessEngine, type FilePins, inspectProgram } from './engines/process/index.ts';
import { createGuards } from './guards/index.ts';
import { createStatus } from './host-status.ts';
import { importText, openPolicy, type Policies, PolicyTools, packsHere, withPack } from './policy/index.ts';
import type { Clock, Log, Notifier, Secrets } from './ports/index.ts';
import { putOnRecord } from './put-on-record.ts';
import { openRecords, type Records } from './records/index.ts';
import {
  type DataFolder,
  folderId,
  openContentStore,
  openDataFolder,
  openSettings,
  takeHostLock,
} from './storage/index.ts';

export interface HostOptions {
  readonly dataDir: string;
  /** The MCP endpoint's port; 0 picks a free one. */
  readonly port: number;
  /** Default: `policy.yaml` in the data folder. */
  readonly policyFile: string | undefined;
  readonly version: string;
  readonly mode: 'desktop' | 'headless';
  readonly clock: Clock;
  readonly notifier: Notifier;
  /** Given the data folder, since a shell without a keychain keeps its secrets there. */
  readonly secrets: (dataDir: string) => Secrets;
  readonly log: Log;
  /** A fresh one-time link to the UI, where the shell serves one. */
  readonly loginLink: () => string | undefined;
  readonly shellChecks: () => Promise<readonly DoctorCheck[]>;
  /** How this very program's command line is started: program first, absolute. For the snippets that connect agents over the bridge. */
  readonly cli?: readonly string[];
}

export interface Host {
  /** The agents' endpoint, `http://127.0.0.1:7717/mcp`. */
  readonly endpoint: string;
  readonly api: HostApi;
  /** Which policy is in force, and what is wrong with its file. */
  policy(): PolicyStatus;
  /** Puts an event of the shell's own on record, e.g. a login. */
  house(event: HouseEvent, detail: Readonly<Record<string, string | number | boolean | null>>): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error with a sentence for the person: the data folder, the policy's place, the port. Nothing is left open then. */
export async function createHost(options: HostOptions): Promise<Host> {
  await using rooms = new AsyncDisposableStack();
  const { clock, log, version } = options;

  // Storage, and the lock before anything is opened: a second host must not touch what the first one writes.
  const folder = await openDataFolder(options.dataDir);
  rooms.use(takeHostLock(folder.root, folder.lock));
  const content = await openContentStore(folder.content);
  const owner = await folderId(folder.root);

  // Records next: whatever happens from here on can be put on record.
  const records = rooms.adopt(
    await openRecords({ folder, clock, secrets: options.secrets(folder.root), log: log.part('records'), version }),
    (room) => room.close(),
  );
  const house = putOnRecord(records);

  const pins = createFilePins();
  const { settings, policies, policyTools } = await openPolicyRooms(rooms, options, { folder, records, pins });
  const clients = rooms.adopt(await Clients.open(folder.clients, clock), (room) => room.close());
  const store = rooms.adopt(openApprovalStore(folder.approvals), (db) => db.close());
  const approvals = new Approvals({ store, clock, notifier: options.notifier, log: log.part('approvals') });

  // Engines: what a killed host left running is ended before anything new starts.
  const engine = rooms.adopt(createProcessEngine({ content, log: log.part('engine'), clock, owner }), (room) =>
    room.close(),
  );
  const reaped = await engine.reap();

  const sessions = new SessionRegistry(clock, () => policies.current().limits);
  const questions = questionParts(
    version,
    { policies, policyTools },
    () => broker,
    () => status().sandbox,
  );
  const capabilities = registerCapabilities({ sessions, content, pins, engine, questions });
  const guards = createGuards(() => policies.current().limits);
  const road = { records, guards, policies, approvals, capabilities, clock };
  const broker: Broker = new Broker({ ...road, log: log.part('broker') });

  const status = createStatus({ ...options, folder, clients, approvals, engine, records, policies, home: homedir() });
  const api = createApi({
    ...{ approvals, content, house, records, broker, clients, policies, policyTools, settings, log, home: homedir() },
    startingPoints: { importText, packsHere, withPack },
    ...{ status, loginLink: options.loginLink, shellChecks: options.shellChecks },
    tryExecutable: (path) => pins.pinFile(path),
    executables: () => policies.current().commandNames.flatMap((command) => executableOf(policies.current(), command)),
  });
  rooms.defer(announceChanges({ api, approvals, records, clients, policies, status, house, sessions }));
  await house('host-started', { version, mode: options.mode, reaped, policy_version: policies.current().version });
  for (const card of approvals.settleOrphans()) {
    await records.answered({ id: card.request }, card.id, card.digest, { answer: 'requester_gone' });
  }
  rooms.defer(() => house('host-stopped', {}));

  // The doors open last, when there is a whole house behind them.
  const endpoint = rooms.adopt(
    await openEndpoint({
      ...{ broker, version, capabilities, clock, clients },
      log: log.part('endpoint'),
      port: options.port,
      bridgeSocketPath: folder.bridgeSocket,
      refused: house.knock,
    }),
    (door) => door.close(),
  );
  status.endpointIs(endpoint.url);
  rooms.adopt(await openControlSocket(api, folder.controlSocket, userInfo().username), (door) => door.close());

  // In the background: until it is done the status says that the log was not checked yet.
  records.verify().catch((error: unknown) => log.error({ err: error }, 'the audit log could not be checked'));

  // Undone first: what is under way ends, and its answers go out while the doors are still open.
  rooms.defer(() => broker.close());

  const opened = rooms.move();
  return {
    ...{ endpoint: endpoint.url, api, house },
    policy: () => policies.status(),
    close: () => opened.disposeAsync(),
  };
}

/** What agents may ask. The broker and the status are made later, and asked later. */
function questionParts(
  version: string,
  { policies, policyTools }: { readonly policies: Policies; readonly policyTools: PolicyTools },
  broker: () => Broker,
  sandbox: () => HostStatus['sandbox'],
): CapabilityParts['questions'] {
  return {
    ...{ version, sandbox, home: homedir(), can: (client) => policyTools.can(client) },
    ...{ policyState: () => policies.status(), limits: () => policies.current().limits },
    explain: (request) => broker().explain(request),
  };
}

/** The policy, the switches that it heeds, and the tools around it. */
async function openPolicyRooms(
  rooms: AsyncDisposableStack,
  { clock, log, policyFile }: HostOptions,
  { folder, records, pins }: { readonly folder: DataFolder; readonly records: Records; readonly pins: FilePins },
) {
  const settings = await openSettings(folder.settings);
  const file = policyFile ?? join(folder.root, 'policy.yaml');
  const policies = rooms.adopt(
    await openPolicy({
      ...{ file, ownFolders: [folder.root], home: homedir(), historyFolder: folder.policyHistory },
      ...{ clock, log: log.part('policy') },
      inspectProgram: (path) => inspectProgram(pins, path),
      confirmsOutside: () => settings.current().confirm_outside,
    }),
    (room) => room.close(),
  );
  const policyTools = rooms.adopt(new PolicyTools({ policies, records, clock, file }), (room) => room.close());
  return { settings, policies, policyTools };
}

function executableOf(
  policy: CompiledPolicy,
  command: string,
): readonly { readonly command: string; readonly path: string }[] {
  const terms = policy.commandTerms([command], { name: 'doctor', claims: null });
  return terms === undefined ? [] : [{ command, path: terms.executable }];
}
