/** What compiling a document needs from its surroundings: where things stand, and where to say what is wrong with them. */
import type { RuleRef } from '#shared/model/index.ts';
import type { DocumentPath } from './places.ts';

export interface Findings {
  /** Whether the file says something there. */
  isWritten(path: DocumentPath): boolean;
  refAt(id: string, path: DocumentPath): RuleRef;
  problem(path: DocumentPath, message: string, part?: 'key' | 'value'): void;
  warning(path: DocumentPath, message: string): void;
}
