/** Network diagnostics. Every host waits for a person, because a name that is asked for is a message sent. */

const others = 'sends packets to another machine; the name that is asked for can carry data out';

export const networkPack = {
  id: 'network-diagnostics',
  title: 'Network diagnostics',
  sentence: 'Agents may ask for pings, traces and look-ups; each waits for you.',
  commands: `  ping:
    executable: /usr/bin/ping
    # It sends packets that only programs with rights of their own may send.
    sandbox: off
    max_timeout: 1m
    rules:
      - verdict: ask
        args: ["<host>"]
        because: ${others}
        flags: { "-c": "<int:1-10>", "-W": "<int:1-10>", "-4": none, "-6": none }
        examples: { match: [[ping, -c, "3", example.org]], not_match: [[ping]] }
  dig:
    executable: /usr/bin/dig
    network: true
    max_timeout: 1m
    rules:
      - verdict: ask
        args: ["<host>"]
        because: ${others}
        examples: { match: [[dig, example.org]], not_match: [[dig, example.org, axfr]] }
      - verdict: ask
        args: ["<host>", "A|AAAA|CNAME|MX|NS|SOA|TXT|+short"]
        because: ${others}
        examples: { match: [[dig, example.org, MX], [dig, example.org, +short]], not_match: [[dig, example.org, axfr]] }
  traceroute:
    executable: /usr/bin/traceroute
    # It sends packets that only programs with rights of their own may send.
    sandbox: off
    max_timeout: 2m
    rules:
      - verdict: ask
        args: ["<host>"]
        because: ${others}
        flags: { "-n": none, "-m": "<int:1-64>", "-w": "<int:1-10>" }
        examples: { match: [[traceroute, -n, example.org]], not_match: [[traceroute]] }
`,
};
