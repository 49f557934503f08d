/** What a probe found, read from the one line that its program printed: as untrusted as the target whose answers are in it. */
import { z } from 'zod';

const text = z.string().max(2000).nullable();

const Findings = z.strictObject({
  dns: z.boolean(),
  tcp: z.strictObject({ connected: z.boolean(), duration_ms: z.number().nonnegative().nullable(), error: text }),
  banner: z
    .string()
    .max(2048)
    .regex(/^(?:[0-9a-f]{2})*$/u),
  tls: z
    .strictObject({
      handshake_ok: z.boolean(),
      version: text,
      cipher: text,
      certificate_sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/u)
        .nullable(),
      error: text,
    })
    .nullable(),
});
export type Findings = z.infer<typeof Findings>;

/** @returns `null` for anything but what the program prints */
export function readFindings(output: string): Findings | null {
  try {
    return Findings.safeParse(JSON.parse(output.trim())).data ?? null;
  } catch {
    return null;
  }
}

/** As text where it is text; every byte that is not becomes U+FFFD. */
export const bannerText = (hex: string): string => Buffer.from(hex, 'hex').toString('utf8');
