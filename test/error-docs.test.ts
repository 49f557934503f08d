import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorDocs } from '../scripts/write-error-docs.ts';

it('documents every refusal as the catalogue has it', () => {
  expect(readFileSync(join(import.meta.dirname, '..', 'docs', 'errors.md'), 'utf8')).toBe(errorDocs());
});
