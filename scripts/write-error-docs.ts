/** Writes docs/errors.md from the one catalogue of refusals. With `--check`: exits 1 when the page is not what the catalogue says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalCatalogue } from '../src-shared/model/index.ts';

const PAGE = join(import.meta.dirname, '..', 'docs', 'errors.md');

export function errorDocs(): string {
  const rows = Object.entries(refusalCatalogue).map(
    ([code, { raisedBy, sentence, next, retryable, gateway }]) =>
      `| \`${code}\` | ${raisedBy} | ${sentence} | ${next} | ${retryable ? 'yes' : 'no'} | \`${gateway}\` |`,
  );
  return `# Errors

Generated from \`src-shared/model/refusals/\` by \`npm run docs:errors\`.

A refused tool call is a result with \`isError: true\` whose structured content carries \`code\`, \`message\`, \`rule\`, \`hint\` and \`retryable\`. \`error_code\` repeats the refusal under the code that clients of earlier gateways know. What is not a valid call at all (an unknown tool, malformed JSON-RPC) is a protocol error instead.

| code | raised by | meaning | what to do | worth retrying | \`error_code\` |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

A program that ran and failed is not a refusal: its result has \`success: false\`, the exit code, what it printed, and \`error_code\` \`CMD_001\` (it failed), \`CMD_002\` (it took too long) or \`CMD_003\` (it was ended from outside).
`;
}

if (process.argv[1] === import.meta.filename) {
  if (!process.argv.includes('--check')) writeFileSync(PAGE, errorDocs());
  else if (readFileSync(PAGE, 'utf8') !== errorDocs()) {
    process.stderr.write('docs/errors.md is out of date. Run: npm run docs:errors\n');
    process.exitCode = 1;
  }
}
