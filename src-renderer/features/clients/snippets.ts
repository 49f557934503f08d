/** What to paste where, so that an agent program finds Countersign. Pure. */

export interface SnippetFacts {
  readonly endpoint: string;
  readonly token: string;
  /** How this machine starts the command line. */
  readonly cli: readonly string[];
  readonly dataDir: string;
}

export interface Snippet {
  readonly app: string;
  /** Where it goes, in words. */
  readonly where: string;
  readonly text: string;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);
/** Also a valid TOML string: both escape alike within ASCII. */
const quoted = (text: string): string => JSON.stringify(text);

export function snippetsFor({ endpoint, token, cli, dataDir }: SnippetFacts): readonly Snippet[] {
  const bearer = { Authorization: `Bearer ${token}` };
  const [command = 'npx', ...args] = [...cli, 'bridge', '--data-dir', dataDir];
  return [
    {
      app: 'Claude Code',
      where: 'Run once in a terminal.',
      text: `claude mcp add --scope user --transport http countersign ${endpoint} --header "Authorization: Bearer ${token}"`,
    },
    {
      app: 'Claude Desktop',
      where: 'Settings, Developer, Edit Config (claude_desktop_config.json); then start Claude Desktop again.',
      text: json({ mcpServers: { countersign: { command, args, env: { COUNTERSIGN_TOKEN: token } } } }),
    },
    {
      app: 'Cursor',
      where: '~/.cursor/mcp.json',
      text: json({ mcpServers: { countersign: { url: endpoint, headers: bearer } } }),
    },
    {
      app: 'VS Code',
      where: 'Command palette, “MCP: Open User Configuration” (mcp.json).',
      text: json({ servers: { countersign: { type: 'http', url: endpoint, headers: bearer } } }),
    },
    {
      app: 'Codex',
      where: '~/.codex/config.toml',
      text: [
        '[mcp_servers.countersign]',
        `url = ${quoted(endpoint)}`,
        `http_headers = { "Authorization" = ${quoted(`Bearer ${token}`)} }`,
      ].join('\n'),
    },
  ];
}
