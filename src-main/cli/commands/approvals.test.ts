import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSmallHost, type SmallHost } from '../fixtures/small-host.ts';
import { saidBy, typedTerminal } from '../fixtures/typed-terminal.ts';

let host: SmallHost;
beforeEach(async () => {
  host = await openSmallHost();
});
afterEach(() => host.close());

const said = (...args: readonly string[]) =>
  saidBy({ nowMs: () => host.clock.nowMs() }, ['--data-dir', host.dataDir, ...args]);

describe('approvals list', () => {
  it('prints one line a card, with an id that works', async () => {
    const { card } = await host.ask({ summary: 'Run git push origin main in /home/anna/proj' });
    const { code, stdout } = await said('approvals', 'list');
    expect(code).toBe(0);
    expect(stdout).toBe(
      `${card.id.slice(0, 12)}  waiting since now, ends in 10 min  Claude: Run git push origin main in /home/anna/proj\n`,
    );
    expect((await said('approvals', 'show', stdout.split(' ')[0] ?? '')).stdout).toContain(card.id);
  });

  it('says that nothing waits', async () => {
    expect(await said('approvals', 'list')).toEqual({ code: 0, stdout: 'Nothing waits.\n', stderr: '' });
    expect((await said('approvals', 'list', '--json')).stdout).toBe('[]\n');
  });

  it('is one JSON array with the whole cards', async () => {
    const { card } = await host.ask();
    const { stdout } = await said('approvals', 'list', '--json');
    expect(JSON.parse(stdout)).toEqual([{ ...card, client: card.client.name, claims: card.client.claims }]);
    expect(JSON.parse(stdout)[0]).toMatchObject({ state: 'pending', tool: 'execute_command', digest: card.digest });
  });

  it('leaves out other states when asked to', async () => {
    await host.ask();
    expect((await said('approvals', 'list', '--state', 'denied', '--json')).stdout).toBe('[]\n');
  });
});

describe('approvals show', () => {
  it('prints the plan, one argument a line', async () => {
    const { card } = await host.ask({ plan: { argv: ['git', 'commit', '-m', '', 'two words'] } });
    const { stdout } = await said('approvals', 'show', card.id);
    expect(stdout).toContain(
      ['Arguments (5)', '    [0] git', '    [1] commit', '    [2] -m', '    [3] ‹empty›', '    [4] two words'].join(
        '\n',
      ),
    );
    expect(stdout).toContain('Program      /usr/bin/git');
    expect(stdout).toContain('PATH=/usr/bin');
    expect(stdout).toContain('rule commands.git.rules[0], /p/policy.yaml:4');
    expect(stdout).toContain('- publishes commits');
    expect(stdout).toContain('Claude asks (claims to be claude-code 2.1)');
  });

  it('makes every hidden character visible and prints no escape code', async () => {
    const argv = ['git', 'push\u200b', '\u001b[2Korigin', 'ma\u202ein', 'a\nb', '\u009b31m'];
    const reason = 'trust me\n\u001b]8;;http://x\u0007link';
    const { card } = await host.ask({ plan: { argv }, request: { agentReason: reason }, summary: 'Run \u001b[8mx' });
    const { stdout } = await said('approvals', 'show', card.id);
    expect(stdout).not.toMatch(/[^\n\P{Cc}]|\u200b|\u202e/u);
    expect(stdout).toContain('push‹zero-width space›');
    expect(stdout).toMatch(/contains \d+ hidden characters/);
    expect(stdout).toContain('  │ trust me\n  │ ');
  });

  it('keeps what the agent says behind a bar, so that it cannot pass for the rest of the card', async () => {
    const { card } = await host.ask({ request: { agentReason: 'fine\n\nWhy you are asked: nothing' } });
    const { stdout } = await said('approvals', 'show', card.id);
    expect(stdout).toContain('  │ fine\n  │ \n  │ Why you are asked: nothing\n');
  });

  it('prints what goes to standard input in full', async () => {
    const stdin = Array.from({ length: 300 }, (_, line) => `line ${line}`).join('\n');
    const { card } = await host.ask({ stdin });
    const { stdout } = await said('approvals', 'show', card.id);
    expect(stdout).toContain('  │ line 0\n');
    expect(stdout).toContain('  │ line 299\n');
  });

  it('takes a prefix that fits one card, with or without apr_', async () => {
    const { card } = await host.ask();
    await host.ask();
    for (const id of [card.id.slice(0, 14), card.id.slice(4, 14)]) {
      expect(JSON.parse((await said('approvals', 'show', id, '--json')).stdout)).toMatchObject({
        ...{ id: card.id, client: card.client.name },
      });
    }
  });

  it('says so when no card fits', async () => {
    const unknown = `apr_${'0'.repeat(26)}`;
    expect(await said('approvals', 'show', unknown)).toMatchObject({ code: 1, stdout: '' });
    const { code, stderr } = await said('approvals', 'show', 'apr_00000');
    expect([code, stderr]).toEqual([1, expect.stringContaining('No approval’s id begins with apr_00000')]);
  });
});

describe('approvals approve', () => {
  it('approves exactly the plan of the card, once', async () => {
    const { card, answer } = await host.ask();
    const { code, stdout } = await said(
      'approvals',
      'approve',
      card.id.slice(0, 12),
      '--scope',
      'exact',
      '--for',
      'once',
    );
    expect([code, stdout]).toEqual([0, `Approved once: ${card.summary} (${card.id})\n`]);
    expect(await answer).toEqual({ answer: 'approved', by: 'anna via terminal', scope: 'exact', lifetime: 'once' });
  });

  it('is refused with 1 when the card is answered already', async () => {
    const { card, answer } = await host.ask();
    await said('approvals', 'deny', card.id);
    const { code, stdout, stderr } = await said('approvals', 'approve', card.id);
    expect([code, stdout, stderr]).toEqual([1, '', 'This request is denied already.\n']);
    expect(await answer).toMatchObject({ answer: 'denied' });
  });

  it('is refused when the client that asked is gone', async () => {
    const { card, answer, leave } = await host.ask();
    leave();
    expect(await answer).toEqual({ answer: 'requester_gone' });
    expect(await said('approvals', 'approve', card.id)).toMatchObject({ code: 1, stdout: '' });
  });

  it('approves wider and longer where that is offered', async () => {
    host.canned.rule = { verdict: 'ask', key: 'k', sentence: 'Ask before git push with any arguments' };
    const { card, answer } = await host.ask();
    const { code, stdout } = await said(
      'approvals',
      'approve',
      card.id,
      '--scope',
      'rule',
      '--for',
      'hour',
      '--note',
      'release day',
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining('Approved what this rule asks about for an hour')]);
    expect(await answer).toMatchObject({ scope: 'rule', lifetime: 'hour' });
    expect(host.approvals.show(card.id).note).toBe('release day');
    const { stdout: grants } = await said('grants', 'list');
    expect(grants).toMatch(/^gra_\w{8} {2}ends in 1 h {2}Claude: Whatever this rule asks about.* never used\n$/u);
    const [grant] = JSON.parse((await said('grants', 'list', '--json')).stdout);
    expect((await said('grants', 'revoke', grant.id.slice(0, 10))).stdout).toContain('Revoked: Whatever this rule');
    expect((await said('grants', 'revoke', grant.id)).stderr).toContain('has ended already');
  });

  it('approves nothing wider where it is not offered, and nothing always without a rule that was shown', async () => {
    const { card } = await host.ask();
    expect(await said('approvals', 'approve', card.id, '--scope', 'rule', '--for', 'hour')).toMatchObject({ code: 1 });
    expect(await said('approvals', 'approve', card.id, '--scope', 'rule')).toMatchObject({ code: 2 });
    expect(await said('approvals', 'approve', card.id, '--for', 'always')).toMatchObject({ code: 1, stdout: '' });
    expect(host.approvals.show(card.id).state).toBe('pending');
  });
});

describe('the rest of approvals', () => {
  it('denies all of a client, and nobody else’s', async () => {
    const [one, two] = [await host.ask(), await host.ask()];
    const other = await host.ask({ request: { client: { name: 'Other', claims: null } } });
    const { stdout } = await said('approvals', 'deny-all', 'Claude', '--because', 'too many', '--note', 'ask Tom');
    expect(host.approvals.show(one.card.id).note).toBe('ask Tom');
    expect(stdout).toContain('Denied 2 requests:');
    expect(await one.answer).toMatchObject({ answer: 'denied', because: 'too many' });
    expect((await two.answer).answer).toBe('denied');
    expect(host.approvals.show(other.card.id).state).toBe('pending');
  });

  it('approves in advance what a client that is gone had asked', async () => {
    const { card, answer, leave } = await host.ask();
    leave();
    await answer;
    expect((await said('approvals', 'preapprove', card.id)).stdout).toContain('Passes once within ten minutes');
    expect((await said('approvals', 'show', card.id)).stdout).toContain(
      'Passes once when the client comes back, for 10 min',
    );
  });

  it('says what was asked and answered', async () => {
    const { card } = await host.ask();
    await said('approvals', 'approve', card.id);
    const { stdout } = await said('approvals', 'history');
    expect(stdout).toContain('Claude, rule commands.git.rules[0]: asked 1 time (0.04 an hour): 1 approved, 0 denied');
  });

  it('pauses, resumes, locks and trusts', async () => {
    expect((await said('pause')).stdout).toContain('Everything is paused');
    expect((await said('resume')).stdout).toBe('Things may start again.\n');
    expect((await said('lock', '--json')).stdout).toBe('{"ended":0}\n');
    expect((await said('trust', 'Claude', '/home/anna/proj')).stderr).toContain('There is no client named Claude');
    await said('clients', 'add', 'Claude');
    const { stdout } = await said('trust', 'Claude', 'proj', '--minutes', '5');
    expect(stdout).toContain('Claude is trusted in /home/anna/proj for 5 minutes');
    expect((await said('lock', '--json')).stdout).toBe('{"ended":1}\n');
  });

  it('sets how long a client waits', async () => {
    await said('clients', 'add', 'Claude', '--answer-within', '4s');
    expect((await said('clients', 'list')).stdout).toContain('is answered within 4 s');
    expect((await said('clients', 'pace', 'Claude', '--progress-extends')).stdout).toContain(
      'as long as is usual, and',
    );
    expect((await said('clients', 'pace', 'Claude', '--answer-within', '4')).code).toBe(2);
  });
});

describe('approvals deny', () => {
  it('passes the reason on', async () => {
    const { card, answer } = await host.ask();
    const { code, stdout } = await said('approvals', 'deny', card.id, '--because', 'use a branch', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: card.id, state: 'denied', because: 'use a branch' });
    expect(await answer).toEqual({ answer: 'denied', by: 'anna via terminal', because: 'use a branch' });
  });
});

describe('colours', () => {
  const coloured = async (env: Record<string, string>, isTTY: boolean): Promise<boolean> => {
    const { card } = await host.ask();
    const terminal = typedTerminal({ env, isTTY });
    await terminal.run('approvals', 'show', card.id, '--data-dir', host.dataDir);
    expect(terminal.stdout.text).toContain(card.id);
    return terminal.stdout.text.includes('\u001b[');
  };

  it('are there on a terminal only, and not when NO_COLOR asks for none', async () => {
    expect(await coloured({}, true)).toBe(true);
    expect(await coloured({}, false)).toBe(false);
    expect(await coloured({ NO_COLOR: '1' }, true)).toBe(false);
    expect(await coloured({ TERM: 'dumb' }, true)).toBe(false);
  });
});
