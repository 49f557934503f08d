/** A program of its own that asks for `date` as an official client and waits for the answer: `calling-agent.ts KIND DOOR FOLDER`. */
import { bridgeAgent, type Door, legacyAgent, modernAgent } from './agents.ts';

const [kind = '', door = '{}', folder = ''] = process.argv.slice(2);
const open = { bridgeAgent, legacyAgent, modernAgent }[kind];
if (open === undefined) throw new Error(`expected a kind of agent, got ${kind}`);
const agent = await open(JSON.parse(door) as Door);
await agent.call('execute_command', { argv: ['date', '-u'], working_dir: folder });
await agent.close();
