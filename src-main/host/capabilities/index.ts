/** The registry: a capability is one line here and one folder beside it. */
import type { Capability } from './capability.ts';
import type { CommandParts } from './commands/execute-command.ts';
import { executeCommand } from './commands/index.ts';
import { type FileParts, fileTools } from './files/index.ts';
import { type ProcessParts, processTools } from './processes/index.ts';
import {
  type CapabilitiesParts,
  checkCommand,
  explainPolicy,
  getCapabilities,
  type QuestionParts,
} from './questions/index.ts';
import { type RunShelf, runLink, runTools } from './runs/index.ts';
import { createSession, killSession, listSessions, type SessionRegistry } from './sessions/index.ts';
import { type SolverCapabilityParts, solverTools } from './solvers/index.ts';

export interface CapabilityParts extends Omit<CommandParts, 'sessions' | 'transcripts'>, Omit<FileParts, 'sessions'> {
  readonly sessions: SessionRegistry;
  readonly engine: CommandParts['engine'] & ProcessParts['engine'];
  readonly runs: RunShelf;
  readonly solvers: SolverCapabilityParts;
  readonly processes: Pick<ProcessParts, 'machine' | 'redact'>;
  readonly questions: QuestionParts & Omit<CapabilitiesParts, 'tools'>;
}

const transcriptsOf = (runs: RunShelf): CommandParts['transcripts'] => ({
  excerpt: (id, stream, maxBytes) => runs.excerpt(id, stream, maxBytes),
  link: (id, stream) => runLink(id, stream, null),
});

/** @returns every capability by its tool's name; a name that is taken twice is a mistake and throws */
export function registerCapabilities(parts: CapabilityParts): ReadonlyMap<string, Capability> {
  const byName = new Map<string, Capability>();
  const tools = () => [...byName.values()].map(({ tool }) => tool);
  const all = [
    executeCommand({ ...parts, transcripts: transcriptsOf(parts.runs) }),
    createSession(parts.sessions),
    listSessions(parts.sessions),
    killSession(parts.sessions),
    ...fileTools(parts),
    ...runTools(parts.runs),
    ...solverTools(parts.solvers),
    ...processTools({ ...parts, ...parts.processes }),
    explainPolicy(parts.questions),
    checkCommand(parts.questions),
    getCapabilities({ ...parts.questions, tools }),
  ];
  for (const capability of all) {
    const { name } = capability.tool;
    if (byName.has(name)) throw new Error(`two capabilities are named ${name}`);
    byName.set(name, capability as unknown as Capability);
  }
  return byName;
}
