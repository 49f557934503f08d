/** Which of nmap's flags can be listed, and what their values are. Flags that write files, fake a sender or hide the scan are not. */

const values: Readonly<Record<string, string>> = {
  '-p': '<pattern:[0-9,-]{1,200}>',
  '-T': '<int:0-5>',
  '--top-ports': '<int:1-65535>',
  '--max-parallelism': '<int:1-100>',
  '--version-intensity': '<int:0-9>',
  '--min-rate': '<int:1-1000>',
  '--max-rate': '<int:1-1000>',
  '--max-retries': '<int:0-10>',
  '--host-timeout': '<pattern:[0-9]{1,6}(ms|s|m)?>',
  '--scan-delay': '<pattern:[0-9]{1,6}(ms|s|m)?>',
  '--max-scan-delay': '<pattern:[0-9]{1,6}(ms|s|m)?>',
  '--script': 'safe|default|discovery|version|ssl-cert|ssh-hostkey|http-title|http-headers',
};
const bare = new Set([
  '-sV',
  '-sT',
  '-sS',
  '-sU',
  '-sn',
  '-Pn',
  '-O',
  '-v',
  '-n',
  '-F',
  '--open',
  '--reason',
  '--randomize-hosts',
]);
const refused =
  /^(?:-o[XNGAS]|-[DSgef]|--(?:decoy|spoof-mac|source-port|data-length|mtu|ttl|proxies|script-args|iflist|resume|stylesheet))/u;

/** @param leftOut told of each flag that is not taken over, and why */
export function nmapFlags(
  allowed: readonly string[],
  leftOut: (flag: string, because: string) => void,
): Readonly<Record<string, string>> {
  const flags: Record<string, string> = {};
  for (const flag of allowed) {
    const name = /^-T[0-5]$/u.test(flag) ? '-T' : flag;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) flags[name] = value;
    else if (bare.has(name)) flags[name] = 'none';
    else
      leftOut(
        flag,
        refused.test(flag) ? 'it writes files, or hides or fakes the sender' : 'what it takes is not known here',
      );
  }
  return flags;
}
