/** What would run in a container of its own: image, arguments, limits and reach. The engine creates exactly this and nothing beside it. */
import { z } from 'zod';
import { Sha256 } from '../ids.ts';
import { RunLimits } from './limits.ts';

export const PinnedImage = z
  .object({
    /** As policy or settings name it. */
    name: z.string(),
    /** The engine's own content id, `sha256:` and 64 hex digits: what is started, whatever the name means by then. */
    id: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected an image id (sha256: and 64 hex digits)'),
  })
  .readonly();
export type PinnedImage = z.infer<typeof PinnedImage>;

/** One address and port that the container may reach; looked up once, when the plan was made. */
export const EgressTarget = z
  .object({
    /** A name or an address, as it was asked for. */
    host: z.string(),
    port: z.number().int().min(1).max(65_535),
    protocol: z.enum(['tcp', 'udp']),
    /** Canonical IPv4 or IPv6 addresses that `host` stood for, in order of preference. Never empty. */
    addresses: z.array(z.string()).min(1).readonly(),
  })
  .readonly();
export type EgressTarget = z.infer<typeof EgressTarget>;

/**
 * The name by which a program in the container finds a target. A name stays itself. What the container connects to is the engine's way
 * out, not the target's own address, so a bare address gets a name that the engine can point there too: `203-0-113-7.target`.
 */
export const nameInContainer = ({ host, addresses }: Pick<EgressTarget, 'host' | 'addresses'>): string =>
  addresses.includes(host) ? `${host.replaceAll(/[.:]+/gu, '-').replaceAll(/^-|-$/gu, '')}.target` : host;

/** A file that is put into the container before it starts; its bytes live in the content store. */
export const PackageFile = z
  .object({
    /** Relative to the working folder, with `/` between parts. */
    path: z.string(),
    sha256: Sha256,
    bytes: z.number().int().nonnegative(),
  })
  .readonly();
export type PackageFile = z.infer<typeof PackageFile>;

export const ContainerSpec = z
  .object({
    image: PinnedImage,
    /** The whole vector; the image's own entry point never counts. */
    argv: z.array(z.string()).min(1).readonly(),
    /** The complete environment; the image's own is replaced. */
    env: z.record(z.string(), z.string()).readonly(),
    /** Where the package is unpacked and the program started; on a sized tmpfs. */
    workingDir: z.string(),
    files: z.array(PackageFile).readonly(),
    /** `uid:gid`, never 0. */
    user: z.string().regex(/^[1-9]\d{0,9}:[1-9]\d{0,9}$/, 'expected uid:gid, neither of them 0'),
    runtime: z.enum(['runc', 'runsc']),
    /** `iptables`: rules in the container's own network as well, that let nothing pass but loopback. Plans from before there was one have none. */
    firewall: z.enum(['none', 'iptables']).default('none'),
    cpus: z.number().positive(),
    /** Bytes of writable space, all tmpfs together. */
    scratchBytes: z.number().int().positive(),
    /** Empty: no network at all. */
    egress: z.array(EgressTarget).readonly(),
    limits: RunLimits,
  })
  .readonly();
export type ContainerSpec = z.infer<typeof ContainerSpec>;
