/** For the doctor: of the users that the policy has commands run as, which can be run as here, and what is to be done about the others. */
import { userFor } from './run-as.ts';

interface Wanted {
  readonly command: string;
  readonly user: string;
}

interface Found {
  readonly found: string;
  readonly fix: string | null;
}

/** @param cannot why no program can run as another user here; `null` where it can. @returns one for each user */
export async function examineRunAs(wanted: readonly Wanted[], cannot: string | null): Promise<readonly Found[]> {
  const byUser = Map.groupBy(wanted, ({ user }) => user);
  return Promise.all(
    [...byUser].map(async ([user, commands]) => {
      const names = commands.map(({ command }) => command).join(', ');
      const { why } = await userFor(user, cannot);
      if (why === null) return { found: `${names}: run as ${user}.`, fix: null };
      return {
        found: `${names}: to be run as ${user}, and refused until that can be: ${why}`,
        fix: 'Run Countersign as root on Linux with that user in place, or change run_as in the policy.',
      };
    }),
  );
}
