/** Whether a text that is shown is the one that the plan names: its SHA-256 is taken here, in the page. */
import { useEffect, useState } from 'react';
import type { Sha256 } from '#shared/model/index.ts';

/** @param text `null` while there is none to compare */
export function useSameText(text: string | null, sha256: Sha256): 'unknown' | 'same' | 'different' {
  const [checked, setChecked] = useState<{ readonly text: string; readonly hash: string }>();
  useEffect(() => {
    if (text === null) return;
    let current = true;
    hashOf(text).then(
      (hash) => {
        if (current) setChecked({ text, hash });
      },
      // Where the page cannot hash, nothing is said to be the same.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [text]);
  if (text === null || checked?.text !== text) return 'unknown';
  return checked.hash === sha256 ? 'same' : 'different';
}

async function hashOf(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
