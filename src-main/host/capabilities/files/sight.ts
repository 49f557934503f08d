/** What the policy in force, by the time of the run, lets be seen and moved. */
import type { Sight } from '#host/engines/files/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';

type Scopes = Pick<CompiledPolicy, 'scopeOf'>;

export function sightOf(policy: Scopes): Sight {
  return {
    shows: (path) => !policy.scopeOf(path).blocked,
    reads: (path) => policy.scopeOf(path).read,
  };
}

/** Whether it may be moved away or removed with the folder that holds it. @param moves what is moved is read where it goes */
export function mayGo(policy: Scopes, moves: boolean): (path: string) => boolean {
  return (path) => {
    const { read, write } = policy.scopeOf(path);
    return write && (!moves || read);
  };
}
