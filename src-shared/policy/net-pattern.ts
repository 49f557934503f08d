/** Spelling of holes that name places on the network: `<host:…>`, `<port:…>`, `<url:…>`. */

type Spelling<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** A host by its whole name or address, in lower case, or every name below a domain: `*.example.org`. */
export type HostPattern = string;

/** Where a URL may lead. */
export interface UrlPattern {
  readonly scheme: 'https' | 'http';
  readonly host: HostPattern;
  readonly port: number;
}

export interface PortRange {
  readonly min: number;
  readonly max: number;
}

const name = '[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?';
const hostText = new RegExp(`^(?:\\*\\.)?(?:${name}\\.){0,20}${name}$`, 'u');
const addressText = /^\[?[0-9a-f:.]{2,45}\]?$/u;
const usualPorts = { https: 443, http: 80 } as const;

const bad = (problem: string): { readonly ok: false; readonly problem: string } => ({ ok: false, problem });

/** @param detail what stands after the colon; `null` for any host */
export function parseHosts(detail: string | null): Spelling<readonly HostPattern[] | null> {
  if (detail === null) return { ok: true, value: null };
  const hosts = detail.toLowerCase().split('|');
  const wrong = hosts.find((host) => !hostText.test(host) && !addressText.test(host));
  if (wrong === undefined) return { ok: true, value: hosts.map(withoutBrackets) };
  return bad(`expected hosts such as "<host:example.org|*.example.net>", and “${wrong}” came.`);
}

export function parsePorts(detail: string | null): Spelling<readonly PortRange[]> {
  const ranges: PortRange[] = [];
  for (const text of (detail ?? '1-65535').split('|')) {
    const [, first, last] = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/u.exec(text) ?? [];
    const [min, max] = [Number(first), Number(last ?? first)];
    if (!(min <= max && max <= 65_535)) return bad(`expected ports such as "<port:80|8000-8999>", and “${text}” came.`);
    ranges.push({ min, max });
  }
  return { ok: true, value: ranges };
}

/** Hosts must be named: a URL that may lead anywhere is `<text>`, and looks like it. */
export function parseUrls(detail: string | null): Spelling<readonly UrlPattern[]> {
  const places: UrlPattern[] = [];
  for (const text of (detail ?? '').split('|')) {
    const [, scheme = 'https', host = '', port] =
      /^(?:(https?):\/\/)?(\[[0-9a-f:.]+\]|[^:/[\]]+)(?::([1-9]\d{0,4}))?$/u.exec(text.toLowerCase()) ?? [];
    if ((!hostText.test(host) && !addressText.test(host)) || Number(port ?? 1) > 65_535) {
      return bad(
        'expected hosts, as in "<url:api.example.org|http://localhost:8080>"; https is meant where nothing is written.',
      );
    }
    const known = scheme === 'http' ? 'http' : 'https';
    places.push({
      scheme: known,
      host: withoutBrackets(host),
      port: port === undefined ? usualPorts[known] : Number(port),
    });
  }
  return { ok: true, value: places };
}

export function describePorts(ranges: readonly PortRange[]): readonly string[] {
  return ranges.map(({ min, max }) => (min === max ? `${min}` : `${min} to ${max}`));
}

export const describeUrl = ({ scheme, host, port }: UrlPattern): string =>
  `${scheme}://${host}${port === usualPorts[scheme] ? '' : `:${port}`}`;

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/u, '$1');
