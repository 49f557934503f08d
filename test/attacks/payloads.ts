/**
 * Texts that have slipped past string matching elsewhere: separators, substitutions, redirections, quoting tricks, wrappers and encodings,
 * each around a harmless program whose work would show. `MARK` is replaced by the path of a file that must never come into being.
 */

const STEP = 'touch MARK';

/** What joins a second command to an allowed first one, in some shell. */
const JOINERS = [
  ...[
    ';',
    ' ; ',
    '&&',
    ' && ',
    '||',
    ' || ',
    '|',
    ' | ',
    '|&',
    ' |& ',
    '&',
    ' & ',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    '\\\n',
    '\t;\t',
  ],
  ...[
    '\u2028',
    '\u2029',
    '\u0085',
    '\v',
    '\f',
    '\u00a0;\u00a0',
    '；',
    '｜',
    '＆＆',
    '%0a',
    '%0A',
    '%3B',
    '\\x0a',
    '\\n',
    '$IFS;',
  ],
  ...[';;', '; ;', '!;', '#\n', '--\n', ' -- ; ', '\0', ' \u200b; ', ' \u202e; ', '\u001b[2K\n'],
];

/** What runs a command in the middle of another one's words. */
const SUBSTITUTIONS = [
  ...[
    '$(STEP)',
    '`STEP`',
    '<(STEP)',
    '>(STEP)',
    '=(STEP)',
    '\u0024{x:-$(STEP)}',
    '$(( $(STEP) ))',
    '"$(STEP)"',
    "'$(STEP)'",
    '$`STEP`',
  ],
  ...[
    '$(STEP',
    '`STEP',
    '\\$(STEP)',
    '\\`STEP\\`',
    '{STEP,}',
    '\u0024{IFS}STEP',
    '$IFS$9STEP',
    '$(<MARK)',
    '~$(STEP)',
    '*$(STEP)',
  ],
  ...[
    '%(STEP)',
    '{{STEP}}',
    '#{STEP}',
    '<%= `STEP` %>',
    '@(STEP)',
    '!(STEP)',
    '?(STEP)',
    '$[$(STEP)]',
    '"`STEP`"',
    '\u0060STEP\u0060',
  ],
];

const REDIRECTIONS = [
  ...[
    '>MARK',
    '> MARK',
    '>>MARK',
    '>| MARK',
    '1>MARK',
    '2>MARK',
    '&>MARK',
    '>&MARK',
    '<>MARK',
    '>MARK 2>&1',
    '| tee MARK',
    '|tee MARK',
  ],
  ...[
    '<<EOF >MARK',
    '<<<x >MARK',
    '3>MARK',
    '>\tMARK',
    '>"MARK"',
    ">'MARK'",
    '>$(echo MARK)',
    '>MARK;',
    '>MARK &',
    'tee MARK <',
  ],
];

/** Programs that run what they are given; none of them is listed in the policy under attack. */
const WRAPPERS = [
  ...[
    'sh -c',
    'bash -c',
    'bash -lc',
    'dash -c',
    'zsh -c',
    'ksh -c',
    'busybox sh -c',
    '/bin/sh -c',
    '/usr/bin/env sh -c',
    'env -S',
  ],
  ...[
    'env',
    'env X=1',
    'nice',
    'nohup',
    'timeout 5',
    'setsid',
    'stdbuf -o0',
    'xargs',
    'time',
    'command',
    'exec',
    'eval',
    'builtin',
  ],
  ...[
    'sudo',
    'sudo -n',
    'doas',
    'pkexec',
    'su -c',
    'runuser -c',
    'chroot /',
    'unshare',
    'nsenter',
    'setpriv',
    'script -qc',
    'watch',
  ],
  ...[
    'python3 -c',
    'perl -e',
    'ruby -e',
    'node -e',
    'awk',
    'sed -n',
    'find . -exec',
    'vim -c',
    'ed',
    'make -f',
    'git -c core.pager=',
  ],
  ...[
    'parallel',
    'flock /tmp/x',
    'ssh localhost',
    'socat -',
    'nc -e',
    'docker run',
    'systemd-run',
    'at now',
    'crontab',
    'dd of=MARK',
  ],
];

const filled = (template: string): string => template.replaceAll('STEP', STEP);

/** Whole command lines, each beginning with something that a policy might allow. */
export const commandLines: readonly string[] = [
  ...['git status', 'echo hi', 'ls', 'true'].flatMap((first) => [
    ...JOINERS.map((joiner) => `${first}${joiner}${STEP}`),
    ...SUBSTITUTIONS.map((text) => `${first} ${filled(text)}`),
    ...REDIRECTIONS.map((text) => `${first} ${text}`),
  ]),
  ...WRAPPERS.flatMap((wrapper) => [`${wrapper} ${STEP}`, `${wrapper} '${STEP}'`, `${wrapper} "git status; ${STEP}"`]),
  // More parts than anybody counts: a limit that falls from no to ask, or from ask to yes, shows here.
  Array.from({ length: 60 }, () => 'true')
    .join(' && ')
    .concat(` && ${STEP}`),
  Array.from({ length: 10_000 }, () => 'true')
    .join(';')
    .concat(`;${STEP}`),
];

/** Single arguments: data, whatever they look like. */
export const hostileArguments: readonly string[] = [
  ...JOINERS.map((joiner) => `x${joiner}${STEP}`),
  ...SUBSTITUTIONS.map(filled),
  ...REDIRECTIONS,
  ...[`'; ${STEP}; '`, `"; ${STEP}; "`, `x' && ${STEP} && 'y`, `\\"; ${STEP}`, `-exec ${STEP} ;`, `--help; ${STEP}`],
].filter((text) => !text.includes('\0'));
