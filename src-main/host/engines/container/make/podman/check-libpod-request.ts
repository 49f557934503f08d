/**
 * Holds a request to Podman's own API against the plan, without knowing how it was written: a closed list of what may stand in it, and for each
 * what it has to be, as `check-request.ts` does for Docker.
 */
import { isDeepStrictEqual } from 'node:util';
import type { CheckTerms } from '../check-request.ts';
import {
  clearedNames,
  expectedCpu,
  expectedMemory,
  expectedPids,
  expectedRlimits,
  expectedSysctl,
  expectedUser,
  memoryFolder,
  QUIET_PATH,
} from './expected.ts';
import type { HandedFiles } from './handed-files.ts';
import { asJson, asList, findingsBy, is, type Json, maybe, type Rule, type Rules, sameSet } from './rules.ts';

/** @returns a sentence for everything that is not as the plan says; empty when all of it is */
export function checkLibpodRequest(request: Json, terms: CheckTerms, handed: HandedFiles): readonly string[] {
  return [
    ...findingsBy('', request, { ...programRules(terms), ...holdRules(terms, handed) }),
    ...total(request, terms),
  ];
}

const programRules = ({ shape, image, tag, command }: CheckTerms): Rules => ({
  name: is(tag.name),
  image: is(shape.image.id === image.id ? image.id : 'the image that the plan pins'),
  entrypoint: is(command.slice(0, 1)),
  command: is(command.slice(1)),
  env: (value) => {
    const { PATH, ...others } = asJson(value);
    const cleared = clearedNames({ image });
    return (
      QUIET_PATH.test(String(PATH)) && isDeepStrictEqual(others, Object.fromEntries(cleared.map((name) => [name, ''])))
    );
  },
  ...{ env_host: is(false), httpproxy: is(false), unsetenvall: is(false) },
  user: (value) => value === shape.user && Number.isInteger(expectedUser(shape).uid + expectedUser(shape).gid),
  ...{ work_dir: is(shape.workingDir), hostname: is('runner'), labels: is(tag.labels) },
  ...{
    healthconfig: is({ Test: ['NONE'] }),
    stop_signal: is(15),
    stop_timeout: is(0),
    systemd: is('false'),
    sdnotifyMode: is('ignore'),
  },
  ...{ terminal: is(false), stdin: is(true), log_configuration: is({ driver: 'none' }), init: is(true) },
  ...{ restart_policy: is('no'), remove: is(false), oci_runtime: is(shape.runtime) },
});

const holdRules = (terms: CheckTerms, handed: HandedFiles): Rules => {
  const { shape } = terms;
  const [own, memory] = [is({ nsmode: 'private' }), expectedMemory(shape)];
  const limits = {
    memory: { limit: memory, swap: memory },
    cpu: expectedCpu(shape),
    pids: { limit: expectedPids(shape) },
  };
  const sysctl = expectedSysctl(shape);
  return {
    ...{ netns: is({ nsmode: 'none' }), pidns: own, ipcns: own, utsns: own, cgroupns: own },
    ...{ use_image_hosts: is(true), use_image_resolve_conf: is(true), image_volume_mode: is('ignore') },
    ...{ privileged: is(false), cap_drop: is(['ALL']), no_new_privileges: is(true), read_only_filesystem: is(true) },
    seccomp_profile_path: is(handed.filter),
    shm_size: (value) => typeof value === 'number' && value > 0 && value <= shape.scratchBytes,
    mounts: mountsRule(terms, handed),
    resource_limits: (value) => !Number.isNaN(memory + expectedPids(shape)) && isDeepStrictEqual(value, limits),
    r_limits: (value) =>
      sameSet(
        value,
        expectedRlimits(shape, (kind) => kind),
      ),
    sysctl: Object.keys(sysctl).length === 0 ? maybe() : is(sysctl),
  };
};

const FILE_OPTIONS = ['bind', 'ro', 'nosuid', 'nodev', 'noexec', 'rprivate'];

/** Two folders in memory, something small over each volume of the image, two files of ours, and nothing else. */
const mountsRule =
  ({ shape, image }: CheckTerms, handed: HandedFiles): Rule =>
  (value) => {
    const mounts = asList(value).map(asJson);
    const folders = [shape.workingDir, '/tmp', ...image.volumes];
    const files: Readonly<Record<string, string>> = { '/etc/hosts': handed.hosts, '/etc/resolv.conf': handed.resolver };
    const isOne = ({ destination, type, source, options, ...more }: Json): boolean => {
      const at = String(destination);
      if (Object.keys(more).length > 0) return false;
      if (type === 'bind') return Object.hasOwn(files, at) && source === files[at] && sameSet(options, FILE_OPTIONS);
      return (
        type === 'tmpfs' &&
        source === 'tmpfs' &&
        folders.includes(at) &&
        folderOf({ destination, options }, { shape, image }) !== null
      );
    };
    return (
      mounts.every(isOne) &&
      sameSet(
        mounts.map(({ destination }) => destination),
        [...folders, ...Object.keys(files)],
      )
    );
  };

const folderOf = ({ destination, options }: Json, { shape, image }: Pick<CheckTerms, 'shape' | 'image'>) =>
  memoryFolder(options, { user: shape.user, isCover: image.volumes.includes(String(destination)) }, ['notmpcopyup']);

/** All that can be written to fits the plan's space. */
function total({ mounts, shm_size }: Json, terms: CheckTerms): string[] {
  const folders = asList(mounts)
    .map(asJson)
    .filter(({ type }) => type === 'tmpfs')
    .map((mount) => folderOf(mount, terms)?.bytes ?? Number.NaN);
  const bytes = [...folders, Number(shm_size)].reduce((sum, each) => sum + each, 0);
  return bytes <= terms.shape.scratchBytes
    ? []
    : [`${bytes} bytes could be written, and the plan allows ${terms.shape.scratchBytes}`];
}
