/** What the limits of a run are called, for people and agents. */
import type { LimitName } from '../model/index.ts';

export const limitNames: Readonly<Record<LimitName, string>> = {
  wall: 'time',
  output: 'output',
  memory: 'memory',
  pids: 'processes',
  cpu: 'processor time',
  open_files: 'open files',
  file_size: 'file size',
};
