/** Reads which Docker context is in use, and where it leads, from the files of the `docker` command. Nothing is ever written there. */
import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const ConfigFile = z.object({ currentContext: z.string().nullish() });
const MetaFile = z.object({
  Name: z.string(),
  Endpoints: z.object({ docker: z.object({ Host: z.string().min(1) }) }),
});

/** @returns `null` where none is set. @throws Error with a sentence when the file is there and cannot be read */
export async function readCurrentContext(configFolder: string): Promise<string | null> {
  const path = join(configFolder, 'config.json');
  const text = await readIfThere(path);
  if (text === null) return null;
  return parsed(path, text, ConfigFile).currentContext || null;
}

/** @throws Error with a sentence when there is no such context, or it has no Docker endpoint */
export async function readContext(
  configFolder: string,
  name: string,
): Promise<{ readonly address: string; readonly tlsFolder: string | null }> {
  const id = createHash('sha256').update(name).digest('hex');
  const path = join(configFolder, 'contexts/meta', id, 'meta.json');
  const text = await readIfThere(path);
  if (text === null)
    throw new Error(
      `The Docker context “${name}” is in use, and ${path} is not there. \`docker context ls\` lists what is.`,
    );
  const meta = parsed(path, text, MetaFile);
  const tlsFolder = join(configFolder, 'contexts/tls', id, 'docker');
  const hasTls = await access(join(tlsFolder, 'ca.pem')).then(
    () => true,
    () => false,
  );
  return { address: meta.Endpoints.docker.Host, tlsFolder: hasTls ? tlsFolder : null };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function parsed<T>(path: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} is not what the docker command writes there.`, { cause });
  }
}
