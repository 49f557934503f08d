/**
 * Permission for exactly one plan. `issueGrant` may be imported by the broker alone (a lint rule and a test see to it); everybody
 * else can hold a grant and redeem it once. A look-alike object does not pass: `redeem` reads a private field of the real class.
 */
import { type Plan, Refused, type Sha256 } from '#shared/model/index.ts';

/** Never leaves this module. */
const MAKERS_KEY = Symbol('maker of grants');

let issue: <P extends Plan>(terms: GrantTerms<P>) => Grant<P>;

interface GrantTerms<P extends Plan> {
  readonly plan: P;
  readonly digest: Sha256;
  /** What in the plan no longer matches the world; empty when it still holds. */
  readonly drift: (plan: P) => Promise<readonly string[]>;
}

export class Grant<P extends Plan> {
  readonly digest: Sha256;
  readonly #terms: GrantTerms<P>;
  #redeemed = false;

  private constructor(key: symbol, terms: GrantTerms<P>) {
    // `private` holds at compile time only.
    if (key !== MAKERS_KEY) throw new TypeError('only the broker makes grants');
    this.digest = terms.digest;
    this.#terms = terms;
  }

  static {
    issue = (terms) => new Grant(MAKERS_KEY, terms);
  }

  /** Says of which kind the plan is, and nothing else of it: for whoever carries out several kinds. */
  isFor<K extends P['kind']>(kind: K): this is Grant<Extract<P, { readonly kind: K }>> {
    return this.#terms.plan.kind === kind;
  }

  /**
   * Gives up the plan, once, if the world is still as it was when the person or the policy saw it.
   * @throws Refused PLAN_DRIFT when it is not
   * @throws TypeError for anything but a grant that the broker made; Error for a second redemption
   */
  static async redeem<P extends Plan>(grant: Grant<P>): Promise<P> {
    if (!(#terms in grant)) throw new TypeError('this is not a grant that the broker made');
    if (grant.#redeemed) throw new Error(`grant ${grant.digest} was redeemed already`);
    grant.#redeemed = true;
    const { plan, drift } = grant.#terms;
    const changes = await drift(plan);
    if (changes.length > 0) {
      throw new Refused('PLAN_DRIFT', {
        message: `Something the plan relied on changed before the run: ${changes.join('; ')}.`,
      });
    }
    return plan;
  }
}

export const issueGrant = <P extends Plan>(terms: GrantTerms<P>): Grant<P> => issue(terms);
