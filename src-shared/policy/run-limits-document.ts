/** What a run may use up, as it is written: at a rule, at a command, or under `limits` for everything that says nothing else. */
import { z } from 'zod';
import { DEFAULT_LIMITS } from './defaults.ts';
import { Duration, Size } from './fields.ts';

/** `none` lifts a limit. An empty value does not: who forgets a figure must not get more than who writes none. */
const liftable = <T extends z.ZodType<number>>(limit: T, expected: string) =>
  z.union([z.literal('none').transform(() => null), limit], { error: orNone(expected) });

const orNone = (expected: string): string => `expected ${expected}, or none to set no limit`;

const expectedMemory = 'a size of at least 4MiB, such as 512MB or 2GiB';
const expectedTime = 'a length of time of at least 1s, such as 30s or 5m';

const Memory = liftable(
  Size.refine((bytes) => bytes >= 4 * 1024 ** 2, orNone(expectedMemory)),
  expectedMemory,
);
const CpuTime = liftable(
  Duration.refine((ms) => ms >= 1000, orNone(expectedTime)),
  expectedTime,
);
const Processes = liftable(z.number().int().min(1).max(100_000), 'a whole number from 1 to 100000');
const OpenFiles = liftable(z.number().int().min(16).max(1_000_000), 'a whole number from 16 to 1000000');
const FileSize = liftable(Size, 'a size such as 64KiB or 10MB');

const words = {
  timeout: 'Wall time when the agent names none; max_timeout if that is less.',
  max_timeout: 'The most wall time that an agent may ask for.',
  output_bytes: 'Output that is kept, stdout and stderr together; the middle goes first.',
  memory: 'Memory, all processes of a run together where the machine can count them so; “none” for no limit.',
  processes: 'Processes and threads of a run at once; “none” for no limit.',
  cpu_time: 'Processor time, all processes of a run together where the machine can count them so; “none” for no limit.',
  open_files: 'Files that one process may hold open; “none” for no limit.',
  file_size: 'The largest file that a run may write; “none” for no limit.',
} as const;

function usual(value: string): string {
  return `Where nothing is written: ${value}, as far as the machine can hold it.`;
}

/** At a rule or a command: what is not written counts as it does for what is around it. */
export const RunLimitsDocument = z.strictObject({
  max_timeout: Duration.optional().describe(words.max_timeout),
  output_bytes: Size.optional().describe(words.output_bytes),
  memory: Memory.optional().describe(words.memory),
  processes: Processes.optional().describe(words.processes),
  cpu_time: CpuTime.optional().describe(words.cpu_time),
  open_files: OpenFiles.optional().describe(words.open_files),
  file_size: FileSize.optional().describe(words.file_size),
});
export type RunLimitsDocument = z.output<typeof RunLimitsDocument>;

/** For the whole policy. What a run may use up is left open where it is not written, because only a written limit is a demand. */
export const runLimitsOfAll = {
  timeout: Duration.default(DEFAULT_LIMITS.wallMs).describe(words.timeout),
  max_timeout: Duration.default(DEFAULT_LIMITS.maxWallMs).describe(words.max_timeout),
  output_bytes: Size.default(DEFAULT_LIMITS.outputBytes).describe(words.output_bytes),
  memory: Memory.optional().describe(`${words.memory} ${usual('2GiB')}`),
  processes: Processes.optional().describe(`${words.processes} ${usual('256')}`),
  cpu_time: CpuTime.optional().describe(`${words.cpu_time} ${usual('no limit')}`),
  open_files: OpenFiles.optional().describe(`${words.open_files} ${usual('1024')}`),
  file_size: FileSize.optional().describe(`${words.file_size} ${usual('no limit')}`),
};
