/** What to put where so that an agent program finds Countersign. Pure. */

export interface SnippetFacts {
  /** The agents' endpoint, e.g. `http://127.0.0.1:7717/mcp`. */
  readonly endpoint: string;
  /** The client's token. */
  readonly token: string;
  /** The command that starts the stdio bridge: program first, then its arguments. Paths absolute. */
  readonly bridge: readonly string[];
}

export interface ClientSnippet {
  readonly app: string;
  /** The file it belongs in, or where to type it. */
  readonly where: string;
  readonly language: 'json' | 'toml' | 'shell';
  readonly text: string;
}

/** Claude Code, Claude Desktop, Cursor, VS Code and Codex, in this order. */
export function clientSnippets({ endpoint, token, bridge }: SnippetFacts): readonly ClientSnippet[] {
  const [command = '', ...args] = bridge;
  const headers = { Authorization: `Bearer ${token}` };
  const json = (value: unknown): string => JSON.stringify(value, null, 2);
  return [
    {
      app: 'Claude Code',
      where: 'in a terminal',
      language: 'shell',
      text: `claude mcp add --transport http countersign ${endpoint} --header "Authorization: Bearer ${token}"`,
    },
    {
      app: 'Claude Desktop',
      where: 'claude_desktop_config.json (Settings, Developer, Edit Config)',
      language: 'json',
      text: json({ mcpServers: { countersign: { command, args, env: { COUNTERSIGN_TOKEN: token } } } }),
    },
    {
      app: 'Cursor',
      where: '~/.cursor/mcp.json',
      language: 'json',
      text: json({ mcpServers: { countersign: { url: endpoint, headers } } }),
    },
    {
      app: 'VS Code',
      where: 'mcp.json (command “MCP: Open User Configuration”)',
      language: 'json',
      text: json({ servers: { countersign: { type: 'http', url: endpoint, headers } } }),
    },
    {
      app: 'Codex',
      where: '~/.codex/config.toml',
      language: 'toml',
      // JSON strings are TOML basic strings as long as they are ASCII, which both are.
      text: `[mcp_servers.countersign]\nurl = ${JSON.stringify(endpoint)}\nhttp_headers = { Authorization = ${JSON.stringify(headers.Authorization)} }`,
    },
  ];
}
