/** The fake host's audit log, which is always whole. */
import type { FakeInside, HandlersOf } from './fake-inside.ts';

export function fakeRecordHandlers({ world }: FakeInside): HandlersOf<'audit'> {
  return {
    'audit.list': async ({ before, limit, text }) =>
      world.records
        .filter(({ seq }) => before === undefined || seq < before)
        .filter((record) =>
          JSON.stringify(record)
            .toLowerCase()
            .includes((text ?? '').toLowerCase()),
        )
        .sort((a, b) => b.seq - a.seq)
        .slice(0, limit),
    'audit.verify': async () => ({
      integrity: 'ok',
      completeness: 'ok',
      records: world.records.length,
      first_bad: null,
      problem: null,
    }),
  };
}
