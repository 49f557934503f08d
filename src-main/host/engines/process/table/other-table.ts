/** The processes of a macOS or Windows machine, through the systeminformation library, which asks the system's own tools. */
import type { MachineProcess } from './machine-process.ts';

export async function otherTable(): Promise<readonly MachineProcess[]> {
  const { processes } = await import('systeminformation');
  const { list } = await processes();
  return list.map(({ pid, parentPid, name, started, command, params, state, memRss }) => {
    const beganMs = Date.parse(started);
    return {
      ...{ pid, parent: parentPid, group: null, session: null, started, name, status: state, cpuMs: null },
      startedAt: Number.isNaN(beganMs) ? null : new Date(beganMs).toISOString(),
      // These systems tell a command line as one text; it is shown, and never taken apart.
      argv: [params === '' ? command : `${command} ${params}`],
      memoryBytes: memRss * 1024,
    };
  });
}
