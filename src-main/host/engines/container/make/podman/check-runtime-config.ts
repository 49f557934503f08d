/**
 * Holds what the runtime was told (the OCI specification's `config.json`) against the plan: a closed list of everything that may stand in it,
 * for each what it has to be, without knowing how the request was written. Hooks, devices, a namespace of somebody else's, a setting of a later
 * version: whatever is not on the list is a finding.
 */
import { z } from 'zod';
import { leadsNowhere } from '../check-filter.ts';
import { type ConfigTerms, mountFindings } from './check-runtime-mounts.ts';
import {
  clearedNames,
  expectedCpu,
  expectedMemory,
  expectedPids,
  expectedRlimits,
  expectedSysctl,
  expectedUser,
  QUIET_PATH,
} from './expected.ts';
import { asJson, asList, findingsBy, is, maybe, type Rule, type Rules, sameSet } from './rules.ts';

export function checkRuntimeConfig(config: unknown, terms: ConfigTerms): readonly string[] {
  const { process, root, mounts, annotations, linux } = asJson(config);
  const some: Rule = (value) => typeof value === 'object' && value !== null;
  return [
    ...findingsBy('', config, {
      ociVersion: (value) => /^1\.\d+\.\d+/.test(String(value)),
      ...{ process: some, root: some, mounts: some, linux: some, annotations: maybeRecord },
      hostname: is('runner'),
    }),
    ...findingsBy('process.', process, processRules(terms)),
    ...findingsBy('root.', root, { path: isPath, readonly: is(true) }),
    ...findingsBy('linux.', linux, linuxRules(terms)),
    ...annotationFindings(asJson(annotations)),
    ...mountFindings(mounts, terms),
  ];
}

const maybeRecord: Rule = (value) => value === undefined || (typeof value === 'object' && value !== null);
const isPath: Rule = (value) => typeof value === 'string' && value.startsWith('/');

/** Where Podman puts its init, by version. */
const INIT_PLACES = ['/run/podman-init', '/dev/init'];
/** Podman adds these by itself; they say nothing of anybody. */
const PODMANS_OWN = ['container=podman', 'container=oci', 'TERM=xterm', 'HOSTNAME=runner'];
const USUAL_UMASK = 0o022;

function processRules({ shape, image, command }: ConfigTerms): Rules {
  const { uid, gid } = expectedUser(shape);
  return {
    user: (value) => {
      const { uid: itsUid, gid: itsGid, umask, additionalGids, ...more } = asJson(value);
      const isAlone = asList(additionalGids).every((each) => each === gid);
      const isUsual = umask === undefined || umask === USUAL_UMASK;
      return itsUid === uid && itsGid === gid && isAlone && isUsual && Object.keys(more).length === 0;
    },
    args: (value) => {
      const [init, dashes, ...args] = asList(value);
      return INIT_PLACES.includes(String(init)) && dashes === '--' && is(command)(args);
    },
    env: (value) => {
      const entries = asList(value).map(String);
      const own = entries.filter((entry) => !PODMANS_OWN.includes(entry) && !entry.startsWith('PATH='));
      const paths = entries.filter((entry) => entry.startsWith('PATH='));
      const cleared = clearedNames({ image }).map((name) => `${name}=`);
      return sameSet(own, cleared) && paths.length === 1 && QUIET_PATH.test(paths[0]?.slice('PATH='.length) ?? '');
    },
    cwd: is(shape.workingDir),
    capabilities: (value) =>
      Object.values(asJson(value)).every((each) => asList(each).length === 0 && Array.isArray(each)),
    rlimits: (value) =>
      sameSet(
        value,
        expectedRlimits(shape, (kind) => `RLIMIT_${kind.toUpperCase()}`),
      ),
    ...{ noNewPrivileges: is(true), terminal: maybe(false), oomScoreAdj: maybe(0) },
    apparmorProfile: (value) => value === undefined || (value !== '' && value !== 'unconfined'),
  };
}

const NAMESPACES = ['pid', 'network', 'ipc', 'uts', 'mount', 'cgroup'].map((type) => ({ type }));
const NO_DEVICES = [{ allow: false, access: 'rwm' }];
/** What shows the machine, or changes it; Podman hides more of it than this. */
const HIDDEN = ['acpi', 'kcore', 'keys', 'latency_stats', 'timer_list', 'timer_stats', 'sched_debug', 'scsi'];
const LOCKED = ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'];

const covers =
  (paths: readonly string[]): Rule =>
  (value) =>
    paths.every((path) => asList(value).includes(path));

function linuxRules(terms: ConfigTerms): Rules {
  const { shape, id } = terms;
  const memory = expectedMemory(shape);
  const resources: Rules = {
    devices: is(NO_DEVICES),
    memory: is({ limit: memory, swap: memory }),
    cpu: is(expectedCpu(shape)),
    pids: is({ limit: expectedPids(shape) }),
  };
  return {
    // It says which groups may ping, in a network that has nobody to ping.
    sysctl: (value) => {
      const { 'net.ipv4.ping_group_range': _, ...others } = asJson(value);
      return is(expectedSysctl(shape))(others);
    },
    resources: (value) => findingsBy('', value, resources).length === 0,
    cgroupsPath: (value) =>
      typeof value === 'string' && new RegExp(`^[\\w./:@-]*\\blibpod[-:]${id}$`).test(value) && !value.includes('..'),
    namespaces: (value) => sameSet(value, NAMESPACES),
    seccomp: isTightFilter,
    maskedPaths: covers([...HIDDEN.map((name) => `/proc/${name}`), '/sys/firmware']),
    readonlyPaths: covers(LOCKED.map((name) => `/proc/${name}`)),
  };
}

const Filter = z.strictObject({
  defaultAction: z.literal('SCMP_ACT_ERRNO'),
  defaultErrnoRet: z.literal(1),
  architectures: z.array(z.enum(['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'])).min(1),
  syscalls: z.array(
    z.strictObject({
      names: z.array(z.string()),
      action: z.enum(['SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO']),
      errnoRet: z.number().optional(),
      args: z
        .array(
          z.strictObject({
            index: z.literal(0),
            value: z.number(),
            valueTwo: z.literal(0).default(0),
            op: z.enum(['SCMP_CMP_EQ', 'SCMP_CMP_MASKED_EQ']),
          }),
        )
        .default([]),
    }),
  ),
});

/** The filter as the runtime got it: refuses whatever it does not name, and names nothing that leads out of a container. */
const isTightFilter: Rule = (value) => {
  const parsed = Filter.safeParse(value);
  return parsed.success && leadsNowhere(parsed.data.syscalls);
};

const ANNOTATION =
  /^(io\.container\.manager|io\.kubernetes\.cri-o\.(Created|TTY)|io\.podman\.annotations\.(seccomp|(autoremove|privileged|publish-all)=FALSE|init=TRUE)|org\.opencontainers\.image\..*)$/;
const SAID_WITH_VALUE = /^io\.podman\.annotations\.(autoremove|privileged|publish-all|init)$/;

/** Runtimes take orders from annotations too; these are none. */
const annotationFindings = (annotations: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(annotations)
    .filter(([name, value]) => !ANNOTATION.test(SAID_WITH_VALUE.test(name) ? `${name}=${String(value)}` : name))
    .map(([name]) => `the annotation ${name.slice(0, 80)} is there, which nothing calls for`);
