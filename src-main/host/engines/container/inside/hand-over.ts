/** What the keeper is told: the package, what to start, and where to look for what it leaves; in the form that `keeper-program.ts` reads. */
import { randomBytes } from 'node:crypto';
import type { ContentStore } from '#host/storage/index.ts';
import { type ContainerSpec, Refused } from '#shared/model/index.ts';

/** Where a program leaves files, and how much of it is taken. */
export interface OutputWish {
  readonly folder: string;
  readonly mostBytes: number;
}

export interface HandOver {
  /** Bytes that nobody else knows: where they stand in what the container says, the keeper speaks. */
  readonly marker: Uint8Array;
  /** In the order in which they are sent. Each is made when the one before was taken. */
  pieces(): AsyncIterable<Uint8Array>;
}

export const MARKER_BYTES = 32;
/** No text ends with it. What could be the beginning of the marker is held back until more comes: a line that ends like one would wait for the next. */
const FIRST_OF_MARKER = 0xff;
export const MOST_LEFT_FILES = 1_000;

/**
 * Every file is there and unchanged once this resolves.
 * @throws Refused PLAN_DRIFT when a file of the package is not what it was
 */
export async function handOver(
  spec: ContainerSpec,
  content: Pick<ContentStore, 'get'>,
  output: OutputWish | null,
): Promise<HandOver> {
  for (const { path } of spec.files) refuseOddPath(path);
  const bodies = await Promise.all(spec.files.map((file) => bodyOf(file, content)));
  const marker = Buffer.from([FIRST_OF_MARKER, ...randomBytes(MARKER_BYTES - 1)]);
  return {
    marker,
    async *pieces() {
      yield Buffer.concat([
        ...text(marker),
        ...texts(spec.argv),
        ...texts(Object.entries(spec.env).map(([name, value]) => `${name}=${value}`)),
        ...text(spec.workingDir),
        number(spec.files.length),
      ]);
      for (const [at, body] of bodies.entries()) {
        yield Buffer.concat([...text(spec.files[at]?.path ?? ''), number(body.length)]);
        yield body;
      }
      yield Buffer.concat([...text(output?.folder ?? ''), number(output?.mostBytes ?? 0), number(MOST_LEFT_FILES)]);
    },
  };
}

async function bodyOf(
  { path, sha256, bytes }: ContainerSpec['files'][number],
  content: Pick<ContentStore, 'get'>,
): Promise<Uint8Array> {
  const drifted = (cause?: unknown): Refused =>
    new Refused('PLAN_DRIFT', {
      message: `Something the plan relied on changed before the run: ${path} is not what it was.`,
      cause,
    });
  const body = await content.get(sha256).catch((cause: unknown) => {
    throw drifted(cause);
  });
  if (body.length !== bytes) throw drifted();
  return body;
}

/** The capability checked the package already; nothing that leads out of the working folder is sent, whoever made the plan. */
function refuseOddPath(path: string): void {
  const parts = path.split('/');
  if (path.includes('\0') || !path.isWellFormed() || parts.some((part) => ['', '.', '..'].includes(part))) {
    throw new Refused('BAD_INPUT', {
      message: `The package has a file with the path ${JSON.stringify(path)}, which leads out of it.`,
    });
  }
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

function text(value: string | Uint8Array): Buffer[] {
  const bytes = Buffer.from(value);
  return [number(bytes.length), bytes];
}

const texts = (values: readonly string[]): Buffer[] => [number(values.length), ...values.flatMap(text)];
