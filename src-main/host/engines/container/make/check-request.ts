/**
 * Holds a request for a container against the plan, without knowing how it was written: a closed list of what may stand in it, and for each
 * what it has to be. Whatever is not on the list is a finding, so that a new field of an engine's is refused until somebody looked at it.
 */
import { isDeepStrictEqual } from 'node:util';
import { filtersCalls } from './check-filter.ts';
import type { ImageFacts } from './image-facts.ts';
import type { Tag } from './labels.ts';
import type { ContainerShape } from './shape.ts';

export interface CheckTerms {
  readonly shape: ContainerShape;
  readonly image: ImageFacts;
  readonly tag: Tag;
  readonly command: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;
type Rule = (value: unknown) => boolean;

const is =
  (expected: unknown): Rule =>
  (value) =>
    isDeepStrictEqual(value, expected);

/** @returns a sentence for everything that is not as the plan says; empty when all of it is */
export function checkRequest(request: Json, terms: CheckTerms): readonly string[] {
  const { HostConfig, ...config } = request;
  if (typeof HostConfig !== 'object' || HostConfig === null) return ['the request says nothing of the host'];
  const host = HostConfig as Json;
  return [
    ...findings('', config, configRules(terms)),
    ...findings('HostConfig.', host, hostRules(terms)),
    ...totalFindings(host, terms.shape),
  ];
}

function findings(where: string, value: Json, rules: Readonly<Record<string, Rule>>): string[] {
  const unknown = Object.keys(value).filter((key) => !(key in rules) && value[key] !== undefined);
  const wrong = Object.keys(rules).filter((key) => !rules[key]?.(value[key]));
  return [
    ...unknown.map((key) => `${where}${key} is asked for, which nothing calls for`),
    ...wrong.map((key) => `${where}${key} is ${show(value[key])}, which is not what the plan says`),
  ];
}

const configRules = ({ shape, image, tag, command }: CheckTerms): Readonly<Record<string, Rule>> => ({
  name: is(tag.name),
  Image: is(shape.image.id === image.id ? image.id : 'the image that the plan pins'),
  Entrypoint: is(command.slice(0, 1)),
  Cmd: is(command.slice(1)),
  Env: quietEnvironment(image.envNames),
  User: is(/(^|:)0+(:|$)/.test(shape.user) ? 'a user that is not root' : shape.user),
  WorkingDir: is(shape.workingDir),
  Hostname: is('runner'),
  Domainname: is(''),
  Labels: is(tag.labels),
  Healthcheck: is({ Test: ['NONE'] }),
  StopSignal: is('SIGTERM'),
  Tty: is(false),
  OpenStdin: is(true),
  StdinOnce: is(true),
  AttachStdin: is(true),
  AttachStdout: is(true),
  AttachStderr: is(true),
});

const hostRules = ({ shape, image }: CheckTerms): Readonly<Record<string, Rule>> => ({
  NetworkMode: is('none'),
  Dns: is(['127.0.0.1']),
  DnsSearch: is(['.']),
  CapDrop: is(['ALL']),
  SecurityOpt: filtersCalls,
  Privileged: is(false),
  ReadonlyRootfs: is(true),
  Tmpfs: withinScratch(shape),
  ShmSize: atMost(shape.scratchBytes),
  Mounts: coversOf(image.volumes),
  Init: is(true),
  Runtime: is(shape.runtime),
  Memory: limit(shape.limits.memoryBytes),
  MemorySwap: limit(shape.limits.memoryBytes),
  OomKillDisable: is(false),
  NanoCpus: is(Math.round(shape.cpus * 1e9)),
  PidsLimit: limit(threadsFor(shape)),
  Ulimits: ulimitsOf(shape),
  IpcMode: is('private'),
  PidMode: is(''),
  UTSMode: is(''),
  UsernsMode: is(''),
  CgroupnsMode: is('private'),
  RestartPolicy: is({ Name: 'no', MaximumRetryCount: 0 }),
  AutoRemove: is(false),
  LogConfig: is({ Type: 'none', Config: {} }),
  PublishAllPorts: is(false),
  Sysctls: is(shape.reaches && shape.runtime === 'runc' ? { 'net.ipv4.ip_unprivileged_port_start': '0' } : undefined),
});

/** gVisor's own threads are counted where the program's would be; the program's are then counted by gVisor, as `nproc`. */
const threadsFor = ({ runtime, limits: { pids } }: ContainerShape): number | null =>
  pids === null || runtime === 'runc' ? pids : 2_048 + 32 * pids;
const limit =
  (expected: number | null): Rule =>
  (value) =>
    expected !== null && value === expected;
const atMost =
  (most: number): Rule =>
  (value) =>
    typeof value === 'number' && value > 0 && value <= most;

/** Every name of the image's is there and says nothing; `PATH` alone has a value, and of folders of the system. */
const quietEnvironment =
  (imageNames: readonly string[]): Rule =>
  (value) => {
    if (!Array.isArray(value)) return false;
    const entries = value.map((entry) => String(entry));
    const cleared = imageNames.every((name) => name === 'PATH' || entries.includes(`${name}=`));
    const quiet = entries.every(
      (entry) => entry.endsWith('=') || /^PATH=(\/(usr\/(local\/)?)?s?bin(:|$))+$/.test(entry),
    );
    return cleared && quiet && entries.filter((entry) => entry.startsWith('PATH=')).length === 1;
  };

/** Two folders, the working folder and `/tmp`, without devices or set-user-id programs, each with a size and a number of files. */
const withinScratch =
  ({ workingDir, scratchBytes }: ContainerShape): Rule =>
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const folders = Object.entries(value);
    const paths = folders.map(([path]) => path).sort();
    const total = folders.reduce((sum, [, options]) => sum + sizeOf(String(options)), 0);
    return isDeepStrictEqual(paths, [workingDir, '/tmp'].sort()) && total > 0 && total <= scratchBytes;
  };

/** @returns NaN for options that are not exactly the ones expected; a second `size` would count and not the first */
function sizeOf(options: string): number {
  const parts =
    /^rw,exec,nosuid,nodev,size=([1-9]\d*),nr_inodes=[1-9]\d{0,5},uid=[1-9]\d*,gid=[1-9]\d*,mode=1777$/.exec(options);
  return parts === null ? Number.NaN : Number(parts[1]);
}

/** All that can be written to, shared memory and what covers the image's volumes included, fits the plan's space. */
function totalFindings({ Tmpfs, ShmSize, Mounts }: Json, { scratchBytes }: ContainerShape): string[] {
  const folders = Object.values(Tmpfs ?? {}).map((options) => sizeOf(String(options)));
  const covers = (Array.isArray(Mounts) ? Mounts : []).map((mount) => Number(mount?.TmpfsOptions?.SizeBytes));
  const total = [...folders, Number(ShmSize), ...covers].reduce((sum, bytes) => sum + bytes, 0);
  return total <= scratchBytes ? [] : [`${total} bytes could be written, and the plan allows ${scratchBytes}`];
}

/** Nothing is mounted but something small, in memory and empty, over each place where the image declares a volume. */
const coversOf =
  (volumes: readonly string[]): Rule =>
  (value) => {
    if (value === undefined) return volumes.length === 0;
    return isDeepStrictEqual(
      value,
      volumes.map((Target) => ({
        ...{ Type: 'tmpfs', Target, Source: '' },
        TmpfsOptions: { SizeBytes: 1_048_576, Mode: 0o1777 },
      })),
    );
  };

const ulimitsOf =
  ({ limits, runtime }: ContainerShape): Rule =>
  (value) => {
    if (!Array.isArray(value)) return false;
    const found = new Map(value.map(({ Name, Soft, Hard }) => [Name, Soft === Hard ? Hard : Number.NaN]));
    const expected: readonly (readonly [string, number | undefined])[] = [
      ['nofile', limits.openFiles ?? 1_024],
      ['nproc', runtime === 'runc' ? 16_384 : (limits.pids ?? Number.NaN)],
      ['core', 0],
      ['fsize', limits.fileBytes ?? undefined],
      ['cpu', limits.cpuMs === null ? undefined : Math.max(1, Math.ceil(limits.cpuMs / 1_000))],
    ];
    const wanted = expected.filter(([, limit]) => limit !== undefined);
    return (
      found.size === value.length &&
      found.size === wanted.length &&
      wanted.every(([name, limit]) => found.get(name) === limit)
    );
  };

const SHOWN = 120;
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
