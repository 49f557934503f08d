/** Entry of the `countersign` command. Only here are the process and this file's own place looked at. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { runProgram } from './run-program.ts';
import { codeOf, EXIT } from './usage.ts';

// Both the source (src-main/cli) and the build (out/main) lie two folders below the project.
const projectRoot = resolve(import.meta.dirname, '..', '..');
const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };

/** A host ends in its own time and outlives its reader; any other command ends at once, without a word. */
function mindManners(command: string): void {
  const isHost = command === 'start';
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (codeOf(error) !== 'EPIPE') throw error;
      if (!isHost) process.exit(EXIT.done);
    });
  }
  if (!isHost) process.once('SIGINT', () => process.exit(EXIT.interrupted));
}

const exitCode = await runProgram(
  process.argv.slice(2),
  {
    terminal: {
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      env: process.env,
      platform: process.platform,
      uid: process.getuid?.(),
      homeDir: homedir(),
      cwd: process.cwd(),
      nowMs: () => Date.now(),
      signals: process,
    },
    product: {
      version,
      projectRoot,
      rendererDir: join(projectRoot, 'out', 'renderer'),
      launcherPath: join(projectRoot, 'bin', 'countersign.js'),
      nodePath: process.execPath,
      nodeVersion: process.versions.node,
    },
  },
  mindManners,
);
// Not `process.exit`: what was written must reach its reader, and a host may still be closing.
process.exitCode = exitCode;
