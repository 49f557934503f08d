/**
 * The composition root: every room is made here, leaves first, and handed what it needs by name. `close` undoes it in reverse.
 * Nothing here knows whether a window or a browser shows the result.
 */
import { homedir } from 'node:os';
import { announceChanges } from './announce-changes.ts';
import { createApi } from './api/index.ts';
import { Broker } from './broker/index.ts';
import { registerCapabilities } from './capabilities/index.ts';
import { Clients } from './clients/index.ts';
import { doctorParts } from './composition/doctor-parts.ts';
import type { Host, HostOptions } from './composition/host-options.ts';
import { keepRuns } from './composition/keep-runs.ts';
import { keepSessions } from './composition/keep-sessions.ts';
import { openApprovalRooms } from './composition/open-approval-rooms.ts';
import { openDoors } from './composition/open-doors.ts';
import { openEngines } from './composition/open-engines.ts';
import { openFiles } from './composition/open-files.ts';
import { openGround } from './composition/open-ground.ts';
import { openPolicyRooms } from './composition/open-policy-rooms.ts';
import { openReverts } from './composition/open-reverts.ts';
import { openSessions, processParts } from './composition/open-sessions.ts';
import { questionParts } from './composition/question-parts.ts';
import { runNews, runShelf } from './composition/run-shelf.ts';
import { solverParts } from './composition/solver-parts.ts';
import { createFilePins, openPeers, pinFolder } from './engines/process/index.ts';
import { createGuards, createPause } from './guards/index.ts';
import { createStatus } from './host-status.ts';
import { startingPoints } from './policy/index.ts';

export type { Host, HostOptions } from './composition/host-options.ts';

/** @throws Error with a sentence for the person: the data folder, the policy's place, the port. Nothing is left open then. */
export async function createHost(options: HostOptions): Promise<Host> {
  await using rooms = new AsyncDisposableStack();
  const { clock, log, version } = options;

  const ground = await openGround(rooms, options);
  const { folder, content, settings, records, house, machine } = ground;
  const pins = createFilePins();
  const { policies, policyTools } = await openPolicyRooms(rooms, options, ground, pins, machine.sandbox);
  keepRuns(rooms, options, ground, policies);
  const clients = rooms.adopt(await Clients.open(folder.clients, clock), (room) => room.close());
  const { engine, containers, reaped } = await openEngines(rooms, options, ground);

  const { sessions, sessionDesk } = openSessions(clock, policies, ground, engine);
  const questions = questionParts(
    version,
    { policies, policyTools },
    () => broker,
    () => status().sandbox,
  );
  const files = await openFiles(rooms, options, ground, policies, clients);
  const capabilities = registerCapabilities({
    ...{ sessions, content, pins, engine, machine, questions, scopes: () => policies.current() },
    runs: runShelf(records, () => broker),
    processes: processParts,
    solvers: solverParts(rooms, options, ground, policies, containers),
    ...files,
  });
  const isControl = (tool: string): boolean => capabilities.get(tool)?.lane === 'control';
  const pause = createPause(settings.current().paused, (paused) => settings.change({ paused }), clock);
  const guards = createGuards({ limits: () => policies.current().limits, clock, isControl, pause });
  const approvals = openApprovalRooms(rooms, options, ground, { policyTools, capabilities, pause });
  const road = { records, guards, policies, approvals, content, capabilities, clock };
  const broker: Broker = new Broker({ ...road, log: log.part('broker') });

  const status = createStatus({
    ...{ ...options, folder, clients, approvals, pause, records, policies, home: homedir() },
    ...{ engine, machine, containers },
  });
  const api = createApi({
    ...{ images: containers.images, containers, sessionDesk },
    chooseEngine: (engine) => settings.change({ engine }),
    ...{ approvals, content, house, records, broker, clients, policies, policyTools, settings, log, home: homedir() },
    reverts: openReverts({ files: { ...files, content }, records, broker }),
    startingPoints: startingPoints(machine.sandbox),
    ...{ status, pause, machine, loginLink: options.loginLink, shellChecks: options.shellChecks },
    canonicalFolder: async (path) => (await pinFolder(path)).path,
    ...doctorParts(() => policies.current(), machine, pins, containers),
  });
  const tied = { approvals, records, clients, policies, house, sessions, sessionDesk, containers, pause };
  rooms.defer(announceChanges({ api, status, ...tied }));
  await house('host-started', { version, mode: options.mode, reaped, policy_version: policies.current().version });
  await keepSessions(rooms, ground, { sessions, clients }, log.part('sessions'));
  await approvals.queue.start();
  rooms.defer(() => house('host-stopped', {}));

  const agents = {
    ...{ broker, version, capabilities, clock, clients, refused: house.knock, port: options.port },
    ...{ over: (connection: string) => approvals.over(connection), stateKey: ground.stateKey, runs: runNews(records) },
    peers: openPeers(),
  };
  const endpoint = await openDoors(rooms, { ...agents, log: log.part('endpoint') }, api, folder);
  status.endpointIs(endpoint.url);
  containers.keepFrom(Number(new URL(endpoint.url).port));

  // In the background: until it is done the status says that the log was not checked yet.
  records.verify().catch((error: unknown) => log.error({ err: error }, 'the audit log could not be checked'));

  // Undone first: what is under way ends, and its answers go out while the doors are still open.
  rooms.defer(() => broker.close());

  const opened = rooms.move();
  return {
    ...{ endpoint: endpoint.url, api, house, keepFrom: containers.keepFrom },
    policy: () => policies.status(),
    close: () => opened.disposeAsync(),
  };
}
