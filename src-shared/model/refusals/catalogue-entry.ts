/** What the catalogue says of each refusal. */
export interface CatalogueEntry {
  readonly raisedBy: string;
  readonly sentence: string;
  readonly next: string;
  readonly retryable: boolean;
  /** The code that clients of earlier gateways know for the same thing. */
  readonly gateway: string;
}
