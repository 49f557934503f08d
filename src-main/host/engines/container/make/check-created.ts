/**
 * Holds what the engine says it made against what was asked for, before it is started. What was asked for must stand there to the letter, and
 * everything else must be nothing: an engine, a proxy before it or a default of somebody's daemon adds nothing unseen.
 */
import { isDeepStrictEqual } from 'node:util';

type Json = Readonly<Record<string, unknown>>;

/** Fields that an engine fills in by itself; each with what it may put there. */
const FILLED_IN: Readonly<Record<string, (value: unknown) => boolean>> = {
  // The paths that hide the machine: an empty list would show them.
  MaskedPaths: (value) => Array.isArray(value) && value.includes('/proc/kcore'),
  ReadonlyPaths: (value) => Array.isArray(value) && value.includes('/proc/sys'),
  ContainerIDFile: (value) => typeof value === 'string',
  ConsoleSize: (value) => isDeepStrictEqual(value, [0, 0]),
  Isolation: (value) => value === '' || value === 'default',
  MemorySwappiness: (value) => value === null || value === 0 || value === -1,
};

/** @returns a sentence for each difference */
export function checkCreated(inspected: unknown, request: Json): readonly string[] {
  const { Name, Image, Path, Args, Mounts, HostConfig, Config, AppArmorProfile } = asJson(inspected);
  const { name, Image: image, HostConfig: askedHost, Entrypoint, Cmd, ...askedConfig } = request;
  const [program] = asList(Entrypoint);
  return [
    ...differs('its name', String(Name).replace(/^\//, ''), name),
    ...differs('its image', withAlgorithm(Image), image),
    ...differs('its program', Path, program),
    ...differs('its arguments', Args, Cmd),
    ...(AppArmorProfile === 'unconfined' ? ['its AppArmor profile is unconfined'] : []),
    ...mountFindings(asList(Mounts), asJson(askedHost)),
    ...hostFindings(asJson(HostConfig), asJson(askedHost)),
    ...configFindings(asJson(Config), { ...askedConfig, Entrypoint, Cmd }),
  ];
}

function hostFindings(made: Json, asked: Json): string[] {
  const wrong = Object.keys(asked)
    .filter((key) => asked[key] !== undefined && !sameSetting(key, made[key], asked[key]))
    .map((key) => `HostConfig.${key} is ${show(made[key])} and not ${show(asked[key])}`);
  const added = Object.keys(made)
    .filter((key) => asked[key] === undefined && !isNothing(made[key]) && !FILLED_IN[key]?.(made[key]))
    .map((key) => `HostConfig.${key} is ${show(made[key])}, which nobody asked for`);
  const bare = ['MaskedPaths', 'ReadonlyPaths']
    .filter((key) => made[key] !== undefined && !FILLED_IN[key]?.(made[key]))
    .map((key) => `HostConfig.${key} is ${show(made[key])}, which hides nothing of the machine`);
  return [...new Set([...wrong, ...added, ...bare])];
}

function sameSetting(key: string, made: unknown, asked: unknown): boolean {
  if (key === 'Ulimits') return isDeepStrictEqual(sorted(made), sorted(asked));
  if (key === 'Mounts') return isDeepStrictEqual(asList(made).map(withoutNothings), asList(asked).map(withoutNothings));
  if (key === 'LogConfig') return isDeepStrictEqual(asJson(made).Type, asJson(asked).Type);
  return isDeepStrictEqual(made, asked) || (isNothing(made) && isNothing(asked));
}

const withoutNothings = (value: unknown): Json =>
  Object.fromEntries(Object.entries(asJson(value)).filter(([, each]) => !isNothing(each)));

const sorted = (list: unknown): unknown =>
  asList(list)
    .map((each) => JSON.stringify(Object.entries(asJson(each)).sort()))
    .sort();

/** The image's own fields may stand there; only what was asked for counts, and volumes are never among it. */
function configFindings(made: Json, asked: Json): string[] {
  const labels = asJson(made.Labels);
  const wrong = Object.keys(asked)
    .filter((key) => !['Labels', 'Env', 'Cmd'].includes(key) && !sameField(key, made[key], asked[key]))
    .map((key) => `${key} is ${show(made[key])} and not ${show(asked[key])}`);
  const missing = Object.entries(asJson(asked.Labels))
    .filter(([label, value]) => labels[label] !== value)
    .map(([label]) => `the label ${label} is ${show(labels[label])}`);
  const sameEnv = isDeepStrictEqual(asList(made.Env).map(String).sort(), asList(asked.Env).map(String).sort());
  return [...wrong, ...missing, ...(sameEnv ? [] : [`Env is ${show(made.Env)} and not ${show(asked.Env)}`])];
}

/** How often an image would have its check run may stand there; that there is none is what counts. */
const sameField = (key: string, made: unknown, asked: unknown): boolean =>
  key === 'Healthcheck' ? isDeepStrictEqual(asJson(made).Test, asJson(asked).Test) : isDeepStrictEqual(made, asked);

/** Nothing is mounted but what was asked for, and that is memory. */
function mountFindings(made: readonly unknown[], asked: Json): string[] {
  const targets = new Set(asList(asked.Mounts).map((mount) => asJson(mount).Target));
  const folders = new Set(Object.keys(asJson(asked.Tmpfs)));
  return made
    .map(asJson)
    .filter(
      ({ Type, Destination }) => Type !== 'tmpfs' || !(targets.has(Destination) || folders.has(String(Destination))),
    )
    .map(({ Type, Destination }) => `a ${String(Type)} is mounted at ${String(Destination)}`);
}

const differs = (what: string, made: unknown, asked: unknown): string[] =>
  isDeepStrictEqual(made, asked) ? [] : [`${what} is ${show(made)} and not ${show(asked)}`];

/** Podman leaves it out in some versions. */
const withAlgorithm = (id: unknown): string => String(id).replace(/^(?!sha256:)/, 'sha256:');
const asJson = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const SHOWN = 120;
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
