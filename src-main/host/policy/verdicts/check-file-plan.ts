/** What holds for every plan about files, whatever the rules say: where its paths lie, how they end, how much it is. */
import type { FilePlan, Verdict } from '#shared/model/index.ts';
import { bytes, quoted } from '#shared/text/index.ts';
import type { PolicyParts } from '../load/loaded-policy.ts';
import { builtIn, refused } from './answer.ts';
import { type FileClaim, readsOnly } from './file-claims.ts';

const scopeRule = builtIn('path-in-scope');
const sizeRule = builtIn('file-size');
/** What looks like a file there is the kernel's, and says much about every process. */
const KERNEL = /^\/(?:proc|sys)(?:\/|$)/u;

/** @returns `null` when nothing stands against it */
export function checkFilePlan(plan: FilePlan, claims: readonly FileClaim[], policy: PolicyParts): Verdict | null {
  for (const claim of claims) {
    const outside = checkScope(claim, policy) ?? checkEnding(claim, policy);
    if (outside !== null) return outside;
  }
  return checkSize(plan, policy) ?? checkNames(plan, policy);
}

function checkScope({ path, named, needs }: FileClaim, { scopes }: PolicyParts): Verdict | null {
  const scope = scopes.scopeOf(path);
  if (scope.blocked || KERNEL.test(path)) {
    return refused(`The policy blocks ${quoted(named)}.`, 'Leave it alone.', scopeRule);
  }
  const missing = needs.find((need) => !scope[need]);
  if (missing === undefined) return null;
  const written = scopes.written.slice(0, 8).join(', ');
  return refused(
    `The policy lists ${quoted(named)} nowhere under paths.${missing}.`,
    written === '' ? 'The policy lists no folders.' : `Use a path in one of these: ${written}.`,
    scopeRule,
  );
}

/** Only where something new would come to be. */
function checkEnding({ deed, path, named }: FileClaim, { files }: PolicyParts): Verdict | null {
  if (readsOnly(deed) || deed === 'delete' || deed === 'make_directory') return null;
  // Windows ignores dots and spaces at the end of a name.
  const name = path.toLowerCase().replace(/[. ]+$/u, '');
  const ending = files.terms.blockedExtensions.find((extension) => name.endsWith(extension));
  if (ending === undefined) return null;
  const reason = `The policy lets no tool write files that end in ${ending}, and ${quoted(named)} does.`;
  return refused(reason, 'Use another kind of file.', builtIn('blocked-extension'));
}

function checkSize(plan: FilePlan, { files: { terms } }: PolicyParts): Verdict | null {
  const [size, most] =
    plan.kind === 'file.write'
      ? [Math.max(plan.after.bytes, plan.before?.bytes ?? 0), terms.maxWriteBytes]
      : plan.kind === 'file.read'
        ? [plan.part.limit, terms.maxReadBytes]
        : plan.kind === 'file.download'
          ? [plan.file.bytes, terms.maxDownloadBytes]
          : plan.kind === 'file.upload'
            ? [plan.offset + plan.chunk.bytes, terms.maxWriteBytes]
            : [0, 0];
  if (size <= most) return null;
  return refused(
    `It is ${bytes(size)}, and the policy allows at most ${bytes(most)}.`,
    'Work on less at once.',
    sizeRule,
  );
}

function checkNames(plan: FilePlan, { files }: PolicyParts): Verdict | null {
  const links = plan.kind === 'file.write' ? (plan.before?.links ?? 1) : 1;
  if (links <= 1 || files.hardLinks === 'ask') return null;
  return refused(
    `The file has ${links} names, and some may lie where the policy lets nobody write.`,
    'Write to a new file instead.',
    builtIn('one-name'),
  );
}
