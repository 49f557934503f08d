/**
 * The two IPC channels that exist, and how the preload script learns which operations there are. The list is handed over as an
 * argument of the renderer's process, so that the script need not bundle the contract and its schemas.
 */

/** Renderer to main: name and input of one operation; answered with a `BridgeResult`. */
export const CALL_CHANNEL = 'countersign:call';
/** Main to renderer: one event of the contract. */
export const EVENT_CHANNEL = 'countersign:event';

const OPERATIONS_FLAG = '--countersign-operations=';

/** @returns the argument to put into `additionalArguments` */
export const operationsArgument = (names: readonly string[]): string => OPERATIONS_FLAG + names.join(',');

/** @returns the names in such an argument; none at all where it is missing, so that every call is refused */
export function operationsFrom(argv: readonly string[]): ReadonlySet<string> {
  const argument = argv.find((text) => text.startsWith(OPERATIONS_FLAG));
  const names = argument?.slice(OPERATIONS_FLAG.length).split(',') ?? [];
  return new Set(names.filter((name) => name !== ''));
}
