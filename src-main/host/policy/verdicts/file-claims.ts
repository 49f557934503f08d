/** What a plan about files would do, to which paths: the claims that the policy is held against, one by one. */
import type { FilePlan } from '#shared/model/index.ts';
import type { FileDeed } from '#shared/policy/index.ts';

export interface FileClaim {
  readonly deed: FileDeed;
  /** Canonical. */
  readonly path: string;
  /** As the request named it, for people. */
  readonly named: string;
  /** The scopes of `paths` that it must lie in, all of them. */
  readonly needs: readonly ('read' | 'write')[];
}

const write = ['write'] as const;
const read = ['read'] as const;
const both = ['read', 'write'] as const;

export function claimsOf(plan: FilePlan): readonly FileClaim[] {
  switch (plan.kind) {
    case 'file.read':
    case 'file.download':
      return [{ deed: 'read', ...placeOf(plan.file), needs: read }];
    case 'file.list':
      return [{ deed: 'list', ...placeOf(plan.folder), needs: read }];
    case 'file.search':
      return [{ deed: 'search', ...placeOf(plan.place), needs: read }];
    case 'file.write':
      return [
        // Whether a passage is there, and how often, is something read.
        {
          deed: plan.before === null ? 'create' : 'write',
          ...placeOf(plan),
          needs: plan.how === 'replace' ? both : write,
        },
      ];
    case 'file.upload':
      return [
        { deed: 'create', ...placeOf(plan), needs: write },
        { deed: 'write', ...placeOf(plan), needs: write },
      ];
    case 'file.mkdir':
      // One that is there stays as it is: then all that is learnt is that it is there.
      return [{ deed: plan.exists ? 'list' : 'make_directory', ...placeOf(plan), needs: write }];
    case 'file.move':
      return [
        // What is moved could be read where it goes, so it must be readable where it is.
        { deed: 'move', ...placeOf(plan.from), needs: both },
        { deed: 'move', ...placeOf(plan.to), needs: write },
        ...(plan.replaces === null ? [] : [{ deed: 'write', ...placeOf(plan.to), needs: write } as const]),
      ];
    case 'file.delete':
      return [{ deed: 'delete', ...placeOf(plan.entry), needs: write }];
    default:
      return plan satisfies never;
  }
}

/** Deeds that change nothing. */
export const readsOnly = (deed: FileDeed): boolean => deed === 'read' || deed === 'list' || deed === 'search';

const placeOf = ({ path, named }: { readonly path: string; readonly named: string }) => ({ path, named });
