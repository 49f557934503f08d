/** Structured log lines on stderr, so that stdout stays for data. `COUNTERSIGN_LOG` sets the level; `warn` is the default. */
import { pino } from 'pino';
import type { Log } from './index.ts';

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error', 'silent'];

export function stderrLog(env: Readonly<Record<string, string | undefined>>): Log {
  const wished = env.COUNTERSIGN_LOG ?? 'warn';
  const logger = pino(
    {
      level: LEVELS.includes(wished) ? wished : 'warn',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['token', '*.token', 'authorization', '*.authorization', 'env', '*.env'], censor: '•••' },
    },
    pino.destination({ fd: 2, sync: true }),
  );
  return toLog(logger);
}

function toLog(logger: import('pino').Logger): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    part: (part) => toLog(logger.child({ part })),
  };
}
