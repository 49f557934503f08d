import { describe, expect, it } from 'vitest';
import { clientSnippets } from './client-snippets.ts';

const facts = {
  endpoint: 'http://127.0.0.1:7717/mcp',
  token: 'csn_abc',
  bridge: ['/opt/node', '/opt/countersign.js', 'bridge', '--data-dir', 'C:\\My "data"'],
};
const textFor = (app: string): string => clientSnippets(facts).find((snippet) => snippet.app === app)?.text ?? '';

describe('clientSnippets', () => {
  it('puts token and door into each', () => {
    const snippets = clientSnippets(facts);
    expect(snippets.map(({ app }) => app)).toEqual(['Claude Code', 'Claude Desktop', 'Cursor', 'VS Code', 'Codex']);
    for (const { text } of snippets) expect(text).toContain('csn_abc');
    for (const { language, text } of snippets) if (language === 'json') expect(() => JSON.parse(text)).not.toThrow();
  });

  it('starts the bridge for a program that wants to start one', () => {
    expect(JSON.parse(textFor('Claude Desktop')).mcpServers.countersign).toEqual({
      command: '/opt/node',
      args: ['/opt/countersign.js', 'bridge', '--data-dir', 'C:\\My "data"'],
      env: { COUNTERSIGN_TOKEN: 'csn_abc' },
    });
  });

  it('uses the key that each program reads', () => {
    expect(JSON.parse(textFor('VS Code')).servers.countersign.type).toBe('http');
    expect(JSON.parse(textFor('Cursor')).mcpServers.countersign.headers).toEqual({ Authorization: 'Bearer csn_abc' });
    expect(textFor('Codex')).toContain('http_headers = { Authorization = "Bearer csn_abc" }');
  });
});
