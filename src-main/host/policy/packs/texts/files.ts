/** Files in the folders that may be read: listing and showing. Every argument is checked as a path. */

const entry = (name: string, flags: string, match: string, notMatch: string): string => `  ${name}:
    executable: /usr/bin/${name}
    rules:
      - verdict: allow
        args: ["<path:read>..."]
        because: shows what is in folders that may be read
        flags: { ${flags} }
        examples: { match: [${match}], not_match: [${notMatch}] }
`;

const bare = (flags: string): string =>
  flags
    .split(' ')
    .map((flag) => `"${flag}": none`)
    .join(', ');

export const filesPack = {
  id: 'files-in-folders',
  title: 'Files in your folders, read-only',
  sentence: 'Agents may list and show files in the folders that may be read, and nowhere else.',
  commands: [
    entry('ls', bare('-l -a -A -h -1 -d -t -r -S -F -i'), '[ls], [ls, -la, src]', '[ls, /root/.ssh], [ls, ../other]'),
    entry('cat', bare('-n -b -A -s'), '[cat, README.md]', '[cat, /etc/shadow], [cat, .env], [cat, ../x]'),
    entry(
      'head',
      '"-n": "<int:0-100000>", "-c": "<int:0-10000000>", "-<int:0-100000>": none, "-q": none',
      '[head, "-20", a.txt], [head, -n, "5", a.txt]',
      '[head, /etc/shadow]',
    ),
    entry(
      'tail',
      '"-n": "<int:0-100000>", "-c": "<int:0-10000000>", "-<int:0-100000>": none, "-q": none',
      '[tail, -n20, a.log]',
      '[tail, -f, a.log]',
    ),
    entry('wc', bare('-l -w -c -m -L'), '[wc, -l, a.txt]', '[wc, --files0-from=/etc/x]'),
    entry('stat', bare('-t'), '[stat, a.txt]', '[stat, /etc/shadow]'),
    entry('file', bare('-b -i'), '[file, -b, a.bin]', '[file, -f, /etc/shadow]'),
    `  grep:
    executable: /usr/bin/grep
    rules:
      - verdict: allow
        # Not recursive: it would look into files that are blocked above.
        args: ["<text>", "<path:read>..."]
        because: searches files that may be read
        flags: { ${bare('-n -i -v -w -x -c -l -o -h -H -s -E -F')}, "-A": "<int:0-1000>", "-B": "<int:0-1000>", "-C": "<int:0-1000>", "-m": "<int:1-100000>" }
        examples: { match: [[grep, -n, word, a.txt]], not_match: [[grep, -r, word, .], [grep, -f, /etc/shadow, a.txt]] }
`,
  ].join(''),
};
