/** Where more of a result can be read: an address that the client may fetch, or not. */
export interface ResourceLink {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly mimeType: string;
  /** Bytes; `null` where that is not known yet. */
  readonly bytes: number | null;
}
