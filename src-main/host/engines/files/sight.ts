/** What of the files the policy in force lets be seen. Asked of each name that a listing or a search comes to. */
export interface Sight {
  /** Whether a name may be shown at all. */
  readonly shows: (path: string) => boolean;
  readonly reads: (path: string) => boolean;
}
