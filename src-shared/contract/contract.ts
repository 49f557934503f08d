/**
 * The UI boundary as one value. Electron's IPC handlers, the headless HTTP routes, the control socket of the command line, the
 * renderer's client and the tests' fake host are all derived from it. A new call is one entry in its group and one handler in `host/api`.
 */
import { approvals } from './groups/approvals.ts';
import { audit } from './groups/audit.ts';
import { clients } from './groups/clients.ts';
import { engine } from './groups/engine.ts';
import { files } from './groups/files.ts';
import { grants } from './groups/grants.ts';
import { host } from './groups/host.ts';
import { images } from './groups/images.ts';
import { packages } from './groups/packages.ts';
import { policy } from './groups/policy.ts';
import { runs } from './groups/runs.ts';
import { sessions } from './groups/sessions.ts';

export const contract = {
  host,
  approvals,
  grants,
  runs,
  sessions,
  files,
  packages,
  audit,
  clients,
  policy,
  images,
  engine,
} as const;

export type Contract = typeof contract;
