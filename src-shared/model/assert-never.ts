/** Closes a switch over a union: a new member is a type error here, and a thrown error if it slips through at run time. */
export function assertNever(value: never): never {
  throw new Error(`a case was not handled: ${JSON.stringify(value)}`);
}
