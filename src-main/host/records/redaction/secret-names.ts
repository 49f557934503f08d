/** Which names (of a field, a variable, a flag) say that their value is a secret. */

const anywhere: readonly (readonly [string, string])[] = [
  ['password', 'password'],
  ['passwd', 'password'],
  ['passphrase', 'password'],
  ['apikey', 'api key'],
  ['privatekey', 'private key'],
  ['accesskey', 'access key'],
  ['signingkey', 'signing key'],
  ['encryptionkey', 'encryption key'],
  ['sessionkey', 'session key'],
  ['authorization', 'credentials'],
  ['credential', 'credentials'],
  ['cookie', 'cookie'],
  ['secret', 'secret'],
];
const words = new Map([
  ['token', 'token'],
  ['tokens', 'token'],
  ['authtoken', 'token'],
  ['accesstoken', 'token'],
  ['refreshtoken', 'token'],
  ['sessiontoken', 'token'],
  ['jwt', 'jwt'],
  ['bearer', 'bearer token'],
  ['auth', 'credentials'],
]);
/** Said of a token, not the token itself: `token_type`, `max_tokens`. */
const harmless = /^(?:type|count|limit|budget|length|name|expiry|expires|ttl|url|uri|endpoint|sock|method)$/;

/** @returns what kind of secret a value of this name is, or `undefined` */
export function secretKind(name: string): string | undefined {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const squeezed = parts.join('');
  for (const [text, kind] of anywhere) if (squeezed.includes(text)) return kind;
  if (parts.some((part) => harmless.test(part)) || (parts.includes('max') && parts.includes('tokens')))
    return undefined;
  for (const part of parts) {
    const kind = words.get(part);
    if (kind !== undefined) return kind;
  }
  return squeezed.endsWith('token') ? 'token' : undefined;
}
