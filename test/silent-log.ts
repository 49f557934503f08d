/** A log that keeps its lines, so that a test can look at them and no test prints. */
import type { Log } from '#host/ports/index.ts';

export interface KeptLog extends Log {
  readonly lines: {
    readonly level: string;
    readonly message: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
}

export function silentLog(): KeptLog {
  const lines: KeptLog['lines'] = [];
  const at = (level: string) => (fields: Readonly<Record<string, unknown>>, message: string) =>
    void lines.push({ level, message, fields });
  const log: KeptLog = {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    part: () => log,
  };
  return log;
}
