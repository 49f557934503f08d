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
