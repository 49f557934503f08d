/** A log that keeps its lines, for tests to read. */
import type { Log } from '#host/ports/index.ts';

export class KeptLog implements Log {
  readonly lines: string[] = [];

  debug(): void {}
  info(_fields: object, message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(_fields: object, message: string): void {
    this.lines.push(`warn ${message}`);
  }
  error(_fields: object, message: string): void {
    this.lines.push(`error ${message}`);
  }
  part(): Log {
    return this;
  }
}
