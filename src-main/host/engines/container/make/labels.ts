/** The labels by which what belongs to a data folder is found again, also after its host was killed; and the names, which say the same. */

export const OWNER_LABEL = 'countersign.owner';
const RUN_LABEL = 'countersign.run';

/** What a container is called and labelled. */
export interface Tag {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

const OWNER = /^[A-Za-z0-9._-]{1,128}$/;

/** @throws TypeError for an owner that could not stand in a name */
export function checkOwner(owner: string): void {
  if (!OWNER.test(owner)) {
    throw new TypeError(
      `expected an owner of letters, digits, dots, dashes and underscores, got ${JSON.stringify(owner)}`,
    );
  }
}

/** @param purpose a run's id, or what else the container is for */
export const tagOf = (owner: string, purpose: string): Tag => ({
  name: `${prefixOf(owner)}${purpose}`,
  labels: { [OWNER_LABEL]: owner, [RUN_LABEL]: purpose },
});

/** Both the label and the name must say so: an image can bring labels of its own, but no name. */
export const isOwn = (
  owner: string,
  { names, labels }: { readonly names: readonly string[]; readonly labels: Readonly<Record<string, string>> },
): boolean =>
  labels[OWNER_LABEL] === owner && names.some((name) => name.replace(/^\//, '').startsWith(prefixOf(owner)));

const prefixOf = (owner: string): string => `countersign-${owner.slice(0, 24)}-`;
