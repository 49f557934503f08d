/**
 * What the desktop app is started with: flags over environment over defaults. `countersign start` speaks through the environment; flags
 * are for the app started by itself, where Chromium's own may stand among them.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface DesktopOptions {
  /** Absolute. */
  readonly dataDir: string;
  /** Of the agents' endpoint; 0 picks a free one. */
  readonly port: number;
  /** Absolute; `undefined` for `policy.yaml` in the data folder. */
  readonly policyFile: string | undefined;
  /** One JSON object a line on stdout. */
  readonly json: boolean;
}

const USUAL_PORT = 7717;

/**
 * @param args the command line without the program
 * @param fallbackDir the data folder when neither names one; absolute
 * @throws Error with a sentence for the person when a value does not fit
 */
export function readDesktopOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  fallbackDir: string,
): DesktopOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      'data-dir': { type: 'string' },
      port: { type: 'string' },
      policy: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const pick = (flag: 'data-dir' | 'port' | 'policy', variable: string): string | undefined => {
    const given = values[flag];
    if (given === true || given === '') throw new Error(`--${flag} needs a value.`);
    return typeof given === 'string' ? given : env[variable] || undefined;
  };
  const policy = pick('policy', 'COUNTERSIGN_POLICY');
  return {
    dataDir: resolve(pick('data-dir', 'COUNTERSIGN_DATA_DIR') ?? fallbackDir),
    port: portOf(pick('port', 'COUNTERSIGN_PORT')),
    policyFile: policy === undefined ? undefined : resolve(policy),
    json: values.json === true || env.COUNTERSIGN_JSON === '1',
  };
}

function portOf(text: string | undefined): number {
  if (text === undefined) return USUAL_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Error(`The port was expected to be a number from 0 to 65535, and ${JSON.stringify(text)} came.`);
}
