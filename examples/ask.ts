/**
 * The smallest agent there is: asks Countersign to run one command and prints the answer. To try the road without an agent program:
 *
 *   COUNTERSIGN_TOKEN=csn_… npm run ask -- --in ~/code/my-project git push origin main
 */
import { parseArgs } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const TEN_MINUTES_MS = 600_000;

const args = process.argv.slice(2);
const from = args.findIndex(
  (arg, index) => !arg.startsWith('--') && !['--in', '--endpoint', '--reason'].includes(args[index - 1] ?? ''),
);
const { values } = parseArgs({
  args: from < 0 ? args : args.slice(0, from),
  options: {
    in: { type: 'string', default: process.cwd() },
    endpoint: { type: 'string', default: 'http://127.0.0.1:7717/mcp' },
    reason: { type: 'string', default: 'Trying Countersign.' },
  },
});
const argv = from < 0 ? [] : args.slice(from);
const token = process.env.COUNTERSIGN_TOKEN;

if (token === undefined || argv.length === 0) {
  process.stderr.write('Usage: COUNTERSIGN_TOKEN=csn_… npm run ask -- [--in FOLDER] COMMAND [ARGUMENT …]\n');
  process.exit(2);
}

const client = new Client({ name: 'example-agent', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
await client.connect(
  new StreamableHTTPClientTransport(new URL(values.endpoint), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  }),
);
const result = await client.callTool(
  { name: 'execute_command', arguments: { argv, working_dir: values.in, reason: values.reason } },
  { timeout: TEN_MINUTES_MS, onprogress: ({ message }) => process.stderr.write(`${message ?? ''}\n`) },
);
process.stdout.write(`${JSON.stringify(result.structuredContent, null, 2)}\n`);
await client.close();
process.exitCode = result.isError === true ? 1 : 0;
