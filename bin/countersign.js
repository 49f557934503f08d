#!/usr/bin/env node
// Starts the `countersign` command on Node 24, whichever Node this file was started with. Plain JavaScript that old versions read.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED_MAJOR = 24;
const here = dirname(fileURLToPath(import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) runHere();
else runOn(findNode());

function runHere() {
  const program = join(here, '..', 'out', 'main', 'cli.js');
  if (!existsSync(program))
    giveUp(`Countersign is not built yet: ${program} is missing. Run \`npm run build\` in its folder first.`);
  silenceSqliteWarning();
  import(pathToFileURL(program).href).catch((error) => {
    process.stderr.write(
      `Countersign could not be loaded. Run \`npm ci\` and \`npm run build\` in its folder.\n${error.stack}\n`,
    );
    process.exitCode = 1;
  });
}

/** The part of node:sqlite that is used here is covered by tests; every other warning stays. */
function silenceSqliteWarning() {
  const emitWarning = process.emitWarning;
  process.emitWarning = function emitOtherWarnings(warning, ...rest) {
    if (String(warning).startsWith('SQLite is an experimental feature')) return;
    emitWarning.call(process, warning, ...rest);
  };
}

/** The Node that npm installed beside us or, hoisted, in a folder above. */
function findNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  for (let folder = join(here, '..'); ; folder = dirname(folder)) {
    const packageDir = join(folder, 'node_modules', name);
    const program = programOf(packageDir);
    if (program !== undefined) return program;
    if (dirname(folder) === folder) break;
  }
  return giveUp(
    `Countersign needs Node ${NEEDED_MAJOR}; this is ${process.versions.node}, and the package ${name} is not installed. Install Node ${NEEDED_MAJOR}, or run \`npm ci\` in Countersign's folder.`,
  );
}

function programOf(packageDir) {
  try {
    const { bin } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
    const named = typeof bin === 'string' ? bin : bin.node;
    return [named, `${named}.exe`].map((name) => join(packageDir, name)).find((path) => existsSync(path));
  } catch {
    return undefined;
  }
}

/** Same arguments, same streams, our signals, its exit. */
function runOn(node) {
  // With a small young generation the host stays small under a flood of output; `npm start` gives the same flag.
  const args = ['--max-semi-space-size=2', fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(node, args, {
    stdio: 'inherit',
  });
  // On a terminal Ctrl-C reaches the child by itself, and a second one would cut its shutdown short.
  const fromTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!(signal === 'SIGINT' && fromTerminal)) child.kill(signal);
    });
  }
  child.on('error', (error) => giveUp(`Node ${NEEDED_MAJOR} could not be started from ${node}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]));
}

function giveUp(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
