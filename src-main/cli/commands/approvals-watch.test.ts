import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSmallHost, type SmallHost } from '../fixtures/small-host.ts';
import { type TypedTerminal, typedTerminal } from '../fixtures/typed-terminal.ts';

const ARMED_MS = 700;

let host: SmallHost;
let terminal: TypedTerminal;
let ended: Promise<number>;
beforeEach(async () => {
  host = await openSmallHost();
});
afterEach(async () => {
  terminal.stdin.end();
  await ended;
  await host.close();
});

function watch(): void {
  terminal = typedTerminal({ nowMs: () => host.clock.nowMs() });
  ended = terminal.run('approvals', 'watch', '--data-dir', host.dataDir);
}

const type = (line: string): boolean => terminal.stdin.write(`${line}\n`);
/** As a person who has read the card. */
function typeInTime(line: string): void {
  host.clock.advance(ARMED_MS);
  type(line);
}
/** The words below a card: it is up once they are printed. */
const WELCOME = 'Type approve, deny, deny REASON, hold, these, next, show, list, quit, or ? for all words.';
const cardsShown = (): number => terminal.stdout.text.split(WELCOME).length - 1;

describe('watching', () => {
  it('shows what waits, takes a typed answer, and shows the next', async () => {
    const first = await host.ask({ summary: 'Run git push' });
    host.clock.advance(1000);
    const second = await host.ask({ summary: 'Run git fetch' });
    watch();
    await terminal.stdout.until('New: ');
    expect(terminal.stdout.text).toContain(first.card.id);
    expect(terminal.stdout.text).not.toContain(second.card.id);

    typeInTime('approve');
    expect(await first.answer).toMatchObject({ answer: 'approved', by: 'anna via terminal' });
    await terminal.stdout.until(second.card.id);
    await terminal.stdout.until(/(?:Type approve, deny.*){2}/su);
    typeInTime('deny not now');
    expect(await second.answer).toEqual({ answer: 'denied', by: 'anna via terminal', because: 'not now' });
    await terminal.stdout.until('Nothing waits.');
    type('quit');
    expect(await ended).toBe(0);
  });

  it('keeps a note with the answer to the card that was up when it was typed, and with no other', async () => {
    const first = await host.ask({ summary: 'Run git push' });
    host.clock.advance(1000);
    const second = await host.ask({ summary: 'Run git fetch' });
    watch();
    await terminal.stdout.until('New: ');
    type('note ask Tom first');
    await terminal.stdout.until('Noted, for your answer to this card.');
    typeInTime('deny');
    await first.answer;
    await terminal.stdout.until(/(?:Type approve, deny.*){2}/su);
    typeInTime('deny');
    await second.answer;
    expect(host.approvals.show(first.card.id).note).toBe('ask Tom first');
    expect(host.approvals.show(second.card.id).note).toBeNull();
  });

  it('announces a new card while another is up, and leaves that one up', async () => {
    const first = await host.ask();
    watch();
    await terminal.stdout.until(WELCOME);
    const second = await host.ask();
    await terminal.stdout.until(`New: ${second.card.id.slice(0, 12)}`);
    expect(cardsShown()).toBe(1);
    typeInTime('deny');
    expect(await first.answer).toMatchObject({ answer: 'denied', because: null });
    expect(host.approvals.show(second.card.id).state).toBe('pending');
  });

  it('shows a card that comes to an empty desk', async () => {
    watch();
    await terminal.stdout.until('Nothing waits.');
    const { card, answer } = await host.ask();
    await terminal.stdout.until(card.id);
    await terminal.stdout.until(WELCOME);
    typeInTime('approve');
    expect(await answer).toMatchObject({ answer: 'approved' });
  });

  it('does not count an answer that comes before the card can have been read', async () => {
    const { card } = await host.ask();
    watch();
    await terminal.stdout.until(WELCOME);
    host.clock.advance(ARMED_MS - 1);
    type('approve');
    await terminal.stdout.until('That came before it could be read');
    expect(host.approvals.show(card.id).state).toBe('pending');
  });

  it('does not let two pasted answers approve two cards', async () => {
    const first = await host.ask();
    host.clock.advance(1000);
    const second = await host.ask();
    watch();
    await terminal.stdout.until('New: ');
    host.clock.advance(ARMED_MS);
    terminal.stdin.write('approve\napprove\n');
    expect(await first.answer).toMatchObject({ answer: 'approved' });
    await terminal.stdout.until('That came before it could be read');
    expect(host.approvals.show(second.card.id).state).toBe('pending');
  });

  it('brings no other card up when the one that is up ends by itself', async () => {
    const first = await host.ask();
    host.clock.advance(1000);
    const second = await host.ask();
    watch();
    await terminal.stdout.until('New: ');
    first.leave();
    await terminal.stdout.until('No card is up. 1 waits: type next.');
    typeInTime('approve');
    await terminal.stdout.until('there is nothing to answer');
    expect(host.approvals.show(second.card.id).state).toBe('pending');
    type('next');
    await terminal.stdout.until(second.card.id);
  });

  it.each(['a', 'y', 'yes', 'Approve', 'approved', 'approve all', '1', '', 'APPROVE'])(
    'does not take %j for an approval',
    async (line) => {
      const { card } = await host.ask();
      watch();
      await terminal.stdout.until(WELCOME);
      typeInTime(line);
      await terminal.stdout.until('approve: this card, exactly and once');
      expect(host.approvals.show(card.id).state).toBe('pending');
    },
  );

  it('goes round with next, lists with list, and answers the card that is up', async () => {
    const first = await host.ask({ summary: 'Run one' });
    host.clock.advance(1000);
    const second = await host.ask({ summary: 'Run two' });
    watch();
    await terminal.stdout.until('New: ');
    type('next');
    await terminal.stdout.until(second.card.id);
    type('list');
    await terminal.stdout.until(`> ${second.card.id.slice(0, 12)}`);
    typeInTime('deny');
    expect(await second.answer).toMatchObject({ answer: 'denied' });
    expect(host.approvals.show(first.card.id).state).toBe('pending');
  });

  it('keeps a card up to an hour with hold', async () => {
    const { card } = await host.ask();
    watch();
    await terminal.stdout.until(WELCOME);
    type('hold');
    await terminal.stdout.until('ends in 1 h');
    host.clock.advance(30 * 60_000);
    expect(host.approvals.show(card.id).state).toBe('pending');
  });

  it('says when the host is gone, and goes on when it is back', async () => {
    const { card, answer } = await host.ask();
    watch();
    await terminal.stdout.until(WELCOME);
    await host.shut();
    await terminal.stderr.until('waiting for it to come back');
    const later = await host.ask({ summary: 'Run later' });
    await host.open();
    await terminal.stdout.until(`New: ${later.card.id.slice(0, 12)}`);
    typeInTime('approve');
    expect(await answer).toMatchObject({ answer: 'approved' });
    expect(host.approvals.show(card.id).state).toBe('approved');
  });

  it('lists the cards that are alike, and answers those that were listed and none that came later', async () => {
    const push = (branch: string) => host.ask({ plan: { argv: ['git', 'push', branch] } });
    const [one, two] = [await push('one'), await push('two')];
    // Asked in the same moment, their random names would say which of the three comes first.
    host.clock.advance(1000);
    const other = await host.ask({ plan: { argv: ['git', 'fetch', 'one'] } });
    watch();
    await terminal.stdout.until('1 other waits that is like it: type these.');
    typeInTime('approve-these');
    await terminal.stdout.until('Type these first');
    type('these');
    await terminal.stdout.until('2 cards are listed');
    expect(terminal.stdout.text).toContain('      [2] two');
    const late = await push('late');
    await terminal.stdout.until(`New: ${late.card.id.slice(0, 12)}`);
    typeInTime('approve-these');
    expect([await one.answer, await two.answer].map(({ answer }) => answer)).toEqual(['approved', 'approved']);
    for (const { card } of [other, late]) expect(host.approvals.show(card.id).state).toBe('pending');
  });

  it('does not count an answer to several that comes before they can have been read', async () => {
    const { card } = await host.ask();
    watch();
    await terminal.stdout.until(WELCOME);
    terminal.stdin.write('these\napprove-these\n');
    await terminal.stdout.until('That came before it could be read');
    expect(host.approvals.show(card.id).state).toBe('pending');
  });

  it('approves for longer when asked to, and says what there is', async () => {
    host.canned.rule = { verdict: 'ask', key: 'k', sentence: 'Ask before git push with any arguments' };
    const { card, answer } = await host.ask();
    watch();
    await terminal.stdout.until(WELCOME);
    type('offers');
    await terminal.stdout.until('rule: Whatever this rule asks about: Ask before git push');
    typeInTime('approve template hour');
    expect(await answer).toMatchObject({ answer: 'approved', scope: 'template', lifetime: 'hour' });
    expect(host.approvals.show(card.id)).toMatchObject({ scope: 'template', lifetime: 'hour' });
  });

  it('shows those with most to lose first', async () => {
    await host.ask({ plan: { sandbox: 'strict', network: false } });
    host.clock.advance(1000);
    const forced = await host.ask({ plan: { argv: ['git', 'push', '--force'] } });
    watch();
    await terminal.stdout.until(WELCOME);
    expect(terminal.stdout.text).toContain(forced.card.id);
    expect(terminal.stdout.text).toContain('high risk: it carries a flag that overrides or deletes');
  });

  it('ends with 0 at the end of the input', async () => {
    watch();
    await terminal.stdout.until('Nothing waits.');
    terminal.stdin.end();
    expect(await ended).toBe(0);
  });
});
