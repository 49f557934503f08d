/** `settings.json`: the few switches of the app itself. A file that does not fit is reported and left as it is. */
import { z } from 'zod';
import { EngineChoice } from '#shared/model/index.ts';
import { readJson, writeFileAtomic } from './files.ts';

const SettingsFile = z.strictObject({
  version: z.literal(1),
  /** Whether a change of the policy that was made outside the app waits for the person. */
  confirm_outside: z.boolean(),
  /** Since when everything is paused, and who said so. */
  paused: z.strictObject({ at: z.string(), by: z.string() }).nullable().default(null),
  /** The container engine that the person chose; `null`: whichever is found. */
  engine: EngineChoice.nullable().default(null),
});
export type SettingsValues = Omit<z.infer<typeof SettingsFile>, 'version'>;

const usual: SettingsValues = { confirm_outside: true, paused: null, engine: null };

export interface Settings {
  current(): SettingsValues;
  /** Durable once it resolves; changes are written one after the other. */
  change(values: Partial<SettingsValues>): Promise<SettingsValues>;
}

/** @throws Error with a sentence for the person when the file is not what it should be */
export async function openSettings(path: string): Promise<Settings> {
  const found = await readJson(path, SettingsFile);
  if (found.state === 'invalid') {
    throw new Error(
      `The settings in ${path} cannot be read: ${found.problem} Mend the file, or move it away to start with the usual settings.`,
    );
  }
  let values: SettingsValues = found.state === 'ok' ? valuesOf(found.value) : usual;
  let writing: Promise<unknown> = Promise.resolve();
  return {
    current: () => values,
    change(wanted) {
      const written = writing.then(async () => {
        const next = { ...values, ...wanted };
        await writeFileAtomic(path, `${JSON.stringify({ version: 1, ...next }, null, 2)}\n`);
        values = next;
        return next;
      });
      writing = written.catch(() => undefined);
      return written;
    },
  };
}

const valuesOf = ({ version: _version, ...values }: z.output<typeof SettingsFile>): SettingsValues => values;
