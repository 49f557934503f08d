/** What scenarios share: moments around now, and who asks. */
import type { FakeHost } from '../fake-host/fake-host.ts';
import { commandPlan, home } from '../fake-host/fixtures.ts';

export type Scenario = (host: FakeHost) => Promise<void>;

export const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
export const inTime = (seconds: number): string => ago(-seconds);
export const at = (folder: string) => ({ cwd: { path: `${home}/code/${folder}`, device: '2049', inode: '77' } });
export const cursor = { name: 'Cursor', claims: 'cursor-vscode 2.3.1' };
export const claude = { name: 'Claude', claims: 'claude-ai 0.9' };

export const push = commandPlan(['git', 'push', '--force', 'origin', 'main']);
export const policyPath = `${home}/.config/countersign/policy.yaml`;
