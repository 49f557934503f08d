/** The tool `get_system_info`: what this machine is, and how busy and full it is. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Grant } from '#host/grants/grant.ts';
import type { SystemInfoPlan } from '#shared/model/index.ts';
import { houseSentence } from '#shared/text/index.ts';
import { readSystem } from './read-system.ts';

const Input = z.strictObject({});
const figures = { total: z.number(), available: z.number(), used: z.number(), percent: z.number() };
const Output = z.object({
  success: z.literal(true),
  hostname: z.string(),
  platform: z.string(),
  system: z.string(),
  architecture: z.string(),
  cpu: z.object({ model: z.string(), cores: z.number().int(), usage_percent: z.number() }),
  memory: z.object(figures).describe('In bytes.'),
  disks: z.array(z.object({ mount: z.string(), ...figures })),
  uptime_seconds: z.number().int(),
});

export function getSystemInfo(): Capability<z.output<typeof Input>, SystemInfoPlan, z.output<typeof Output>> {
  return {
    tool: {
      name: 'get_system_info',
      title: 'Get system information',
      description: 'Tells this machine’s name, system, processors, memory, disks and uptime.',
      input: Input,
      output: Output,
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    lane: 'control',
    transcriptBytes: () => null,
    plan: async () => ({ kind: 'system.info' }),
    describe: houseSentence,
    drift: async () => [],
    release: async () => undefined,
    async perform(grant) {
      await Grant.redeem(grant);
      const { disks, ...rest } = await readSystem();
      return { output: { success: true, ...rest, disks: [...disks] }, failed: false };
    },
  };
}
