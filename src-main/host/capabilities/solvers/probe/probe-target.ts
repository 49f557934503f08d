/** The tool `probe_target_from_runner`: whether a target answers, seen from where a solver would run. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import type { ContainerEngine, Dial } from '#host/engines/container/container-engine.ts';
import { type ProbePlan, Refused, type RunEnd } from '#shared/model/index.ts';
import type { SolverPolicy } from '#shared/policy/index.ts';
import { targetWords } from '#shared/text/index.ts';
import { driftOfTarget } from '../pin-target.ts';
import { releaseFiles, type SolverPlanning } from '../plan-solver.ts';
import { TargetInput } from '../solver-input.ts';
import { planProbe } from './plan-probe.ts';
import { type Findings, readFindings } from './probe-findings.ts';

const Input = z.strictObject({
  target: TargetInput,
  sandbox_failure_reason: z.string().trim().min(1).max(2000).describe('Why you cannot look from your own sandbox.'),
  tls: z.boolean().optional().describe('Whether to try a TLS handshake. Tried on port 443 unless written.'),
});
type Input = z.output<typeof Input>;

const Output = z.object({
  ok: z.boolean().describe('The probe ran to its end; whether the target answers is “reachable”.'),
  reachable: z.boolean(),
  banner: z.string().describe('What the target said by itself within a second, at most 1024 bytes.'),
  banner_hex: z.string(),
  duration_ms: z.number(),
  timed_out: z.boolean(),
  dns: z.object({ resolved: z.boolean(), addresses: z.array(z.string()).describe('As pinned in the plan.') }),
  tcp: z.object({
    connected: z.boolean(),
    address: z.string().nullable(),
    duration_ms: z.number().nullable(),
    error: z.string().nullable(),
  }),
  tls: z.object({
    attempted: z.boolean(),
    handshake_ok: z.boolean(),
    server_name: z.string().nullable(),
    version: z.string().nullable(),
    cipher: z.string().nullable(),
    certificate_sha256: z.string().nullable().describe('Whose it is was not checked.'),
    error: z.string().nullable(),
  }),
});
type Output = z.output<typeof Output>;

export interface ProbeParts extends SolverPlanning {
  /** What is in force now. */
  readonly policy: () => Pick<SolverPolicy, 'dns'>;
  readonly engine: Pick<ContainerEngine, 'pinImage' | 'holdRuntime' | 'holdFirewall' | 'driftOfImage' | 'carryOut'>;
}

export function probeTarget(parts: ProbeParts): Capability<Input, ProbePlan, Output> {
  return {
    tool: {
      name: 'probe_target_from_runner',
      title: 'Probe a target from a container',
      description:
        'Looks from inside a container whether a listed target answers: name, TCP, what it says by itself, and TLS. Sends nothing of its own beside a TLS greeting. A person usually has to approve it.',
      input: Input,
      output: Output,
      badInput: 'REQUEST_INVALID',
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    },
    transcriptBytes: (plan) => plan.container.limits.outputBytes,
    async plan(_request, { target, tls, sandbox_failure_reason }, { solvers }, signal) {
      if (target.protocol !== 'tcp') {
        throw new Refused('REQUEST_INVALID', { message: 'target.protocol is udp, and a probe connects over tcp.' });
      }
      const asked = {
        target: { ...target, host: target.host.toLowerCase() },
        tls: tls ?? null,
        reason: sandbox_failure_reason,
      };
      return planProbe(parts, asked, solvers, signal);
    },
    describe: (plan) => `Probe ${targetWords(plan.target)} from a container`,
    drift: async (plan) => [
      ...(await parts.engine.driftOfImage(plan.container.image)),
      ...(await driftOfTarget(plan.target, parts.policy(), parts.names)),
    ],
    release: (plan) => releaseFiles(parts.content, plan.container.files),
    async perform(grant, run, _request, signal) {
      const { plan, end, dials } = await parts.engine.carryOut(grant, run, signal);
      const printed = await run.excerpt('stdout', plan.container.limits.outputBytes);
      const findings = end.reason === 'exited' && end.exit_code === 0 ? readFindings(printed.text) : null;
      const output = outputOf(plan, end, findings, dials[0] ?? null);
      return { output, failed: !output.ok };
    },
  };
}

/** Whether it connected is what the host saw: inside, a connection is there before the target has taken it. */
function outputOf(plan: ProbePlan, end: RunEnd, found: Findings | null, dial: Dial | null): Output {
  const { target } = plan;
  const why =
    found === null
      ? `the probe did not come to its end: ${end.reason}${end.error === null ? '' : `, ${end.error}`}`
      : null;
  const reachable = dial !== null && dial.address !== null;
  const banner = found?.banner ?? Buffer.alloc(0);
  return {
    ok: found !== null,
    reachable,
    banner: banner.toString('utf8'),
    banner_hex: banner.toString('hex'),
    duration_ms: end.duration_ms,
    timed_out: end.reason === 'timed_out',
    dns: { resolved: found?.name ?? false, addresses: [...target.addresses] },
    tcp: {
      connected: reachable,
      address: dial?.address ?? null,
      duration_ms: dial?.connectMs ?? null,
      error: why ?? dial?.error ?? found?.error ?? null,
    },
    tls: tlsOf(found?.tls ?? null, target.addresses.includes(target.host) ? null : target.host),
  };
}

function tlsOf(tls: Findings['tls'], serverName: string | null): Output['tls'] {
  return {
    attempted: tls !== null,
    handshake_ok: tls !== null && tls.version !== null && tls.error === null,
    server_name: serverName,
    version: tls?.version ?? null,
    cipher: tls?.cipher ?? null,
    certificate_sha256: tls?.certificate ?? null,
    error: tls?.error ?? null,
  };
}
