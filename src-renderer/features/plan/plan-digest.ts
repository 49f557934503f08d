/**
 * The digest of a plan as this page holds it. An answer is for a digest; if the plan that was drawn has another one, something in it
 * was not shown, and it must not be approved.
 */
import { useEffect, useState } from 'react';
import { canonicalJson, type Plan, Sha256 } from '#shared/model/index.ts';

/** SHA-256 of the plan's canonical JSON. @throws where the page is not a secure context, TypeError for what JSON cannot carry */
export async function planDigest(plan: Plan): Promise<Sha256> {
  const bytes = new TextEncoder().encode(canonicalJson(plan));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Sha256.parse([...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

/** Whether what is shown is what the digest stands for. `checking` until that is known. */
export function useShownDigest(plan: Plan, digest: Sha256): 'checking' | 'same' | 'different' {
  const [checked, setChecked] = useState<{ readonly plan: Plan; readonly digest: Sha256; readonly same: boolean }>();
  useEffect(() => {
    let current = true;
    const settle = (same: boolean): void => {
      if (current) setChecked({ plan, digest, same });
    };
    planDigest(plan).then(
      (shown) => settle(shown === digest),
      () => settle(false),
    );
    return () => {
      current = false;
    };
  }, [plan, digest]);
  if (checked?.plan !== plan || checked.digest !== digest) return 'checking';
  return checked.same ? 'same' : 'different';
}

interface Shown {
  readonly plan: Plan;
  readonly digest: Sha256;
}

/** The same for several cards at once. */
export function useShownDigests(cards: readonly Shown[]): 'checking' | 'same' | 'different' {
  const [looked, setLooked] = useState(cards);
  const [checked, setChecked] = useState<{ readonly cards: readonly Shown[]; readonly same: boolean }>();
  // The list is made anew with each drawing; what counts is whether other plans are in it.
  if (looked !== cards && !alike(looked, cards)) setLooked(cards);
  useEffect(() => {
    let current = true;
    const one = async ({ plan, digest }: Shown): Promise<boolean> =>
      (await planDigest(plan).catch(() => undefined)) === digest;
    Promise.all(looked.map(one)).then((all) => {
      if (current) setChecked({ cards: looked, same: all.every(Boolean) });
    });
    return () => {
      current = false;
    };
  }, [looked]);
  if (checked?.cards !== looked) return 'checking';
  return checked.same ? 'same' : 'different';
}

const alike = (a: readonly Shown[], b: readonly Shown[]): boolean =>
  a.length === b.length && a.every((one, index) => one.plan === b[index]?.plan && one.digest === b[index]?.digest);
