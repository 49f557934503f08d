/** The verdict on a file that a client stores for its own packages: allowed up to its size, for a client that may use solvers at all. */
import type { ArtifactPlan, ClientRef, Verdict } from '#shared/model/index.ts';
import type { PolicyParts } from '../load/loaded-policy.ts';
import { allowedBy, builtIn, refused } from './answer.ts';

const ownArtifact = builtIn('own-artifact');

export function decideArtifact({ bytes }: ArtifactPlan, client: ClientRef, { solvers }: PolicyParts): Verdict {
  const cap = solvers.capOf(client.name);
  if (cap?.verdict === 'deny')
    return refused('The policy denies solvers to this client, and so their files.', null, cap.ref);
  if (bytes > solvers.artifacts.fileBytes) {
    return refused(
      `The file has ${bytes} bytes, and the policy takes at most ${solvers.artifacts.fileBytes}.`,
      'Leave out what the solver does not need.',
      ownArtifact,
    );
  }
  if (solvers.languages.length === 0)
    return refused('The policy lists no runners, so nothing could use the file.', null, ownArtifact);
  return allowedBy(ownArtifact);
}
