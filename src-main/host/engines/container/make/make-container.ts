/**
 * Makes one container: writes the request, has it checked, creates it, and has what the engine made of it checked too. What is not exactly as
 * asked is removed and never started.
 */
import { Refused } from '#shared/model/index.ts';
import { KEEPER_COMMAND } from '../inside/keeper-program.ts';
import type { EngineCalls } from '../run/engine-calls.ts';
import type { Firewall } from '../wall/firewall.ts';
import { type ImageFacts, imageFacts, unusable } from './image-facts.ts';
import type { Tag } from './labels.ts';
import type { Looked, MakingOf } from './making.ts';
import { type ContainerShape, scratchOf } from './shape.ts';

export interface Workshop {
  readonly calls: EngineCalls;
  /** Of the machine that the engine runs on: `linux/amd64`. */
  readonly platform: string;
  /** As this kind of engine does it. */
  readonly makingOf: MakingOf;
  /** Walls a container that runs in a second time. @throws Refused SANDBOX_MISSING */
  readonly raiseWall: Firewall['raise'];
}

export interface Made {
  readonly id: string;
  /** Looks at it once more. */
  readonly look: () => Promise<Looked>;
}

/**
 * @returns a container that was created and not started
 * @throws Refused IMAGE_MISSING, SANDBOX_MISSING, with nothing left
 */
export async function makeContainer(
  { calls, platform, makingOf }: Workshop,
  shape: ContainerShape,
  tag: Tag,
): Promise<Made> {
  const image = await imageOf(calls, shape);
  refuseUncontainable(image, shape, platform);
  const making = await makingOf(calls, { shape, image, tag, command: KEEPER_COMMAND });
  refuseFindings('The container was not made', making.wrong);
  const id = await making.create();
  const look = (): Promise<Looked> => making.look(id);
  try {
    refuseFindings('The engine made another container than was asked for', (await look()).findings);
    return { id, look };
  } catch (error) {
    await calls.remove(id);
    throw error;
  }
}

async function imageOf(calls: EngineCalls, { image }: ContainerShape): Promise<ImageFacts> {
  const facts = imageFacts(await calls.inspectImage(image.id), image.name);
  if (facts.id !== image.id) throw unusable(image.name, 'the engine shows another one under its id');
  return facts;
}

/** What would meet a folder that the program needs, or does not fit the machine, is refused rather than bent. */
function refuseUncontainable(image: ImageFacts, shape: ContainerShape, platform: string): void {
  const { name } = shape.image;
  if (image.platform !== platform) {
    throw unusable(name, `it is made for ${image.platform.slice(0, 40)}, and the engine runs ${platform}`);
  }
  const own = [...scratchOf(shape, 0).folders.map(({ path }) => path), '/dev', '/proc', '/sys', '/etc', '/usr'];
  const meets = (a: string, b: string): boolean =>
    `${a}/`.startsWith(`${b}/`.replace('//', '/')) || `${b}/`.startsWith(`${a}/`.replace('//', '/'));
  const clash = image.volumes.find(
    (volume) => !volume.startsWith('/') || volume.includes('..') || own.some((path) => meets(volume, path)),
  );
  if (clash !== undefined)
    throw unusable(name, `it declares a volume at ${clash.slice(0, 100)}, which a container here needs for itself`);
}

const MOST_FINDINGS = 3;

function refuseFindings(what: string, findings: readonly string[]): void {
  if (findings.length === 0) return;
  const more = findings.length > MOST_FINDINGS ? `; and ${findings.length - MOST_FINDINGS} more` : '';
  throw new Refused('SANDBOX_MISSING', { message: `${what}: ${findings.slice(0, MOST_FINDINGS).join('; ')}${more}.` });
}
