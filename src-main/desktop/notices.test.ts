import { describe, expect, it } from 'vitest';
import { noticeText } from './notice-text.ts';
import { createNotices } from './notices.ts';
import { fakeElectron } from './testing/fake-electron.ts';
import { aCard } from './testing/fake-host.ts';
import { fakeClock } from './testing/fake-surroundings.ts';

const textOf = (summary: string, platform: NodeJS.Platform = 'darwin') =>
  noticeText({ client: { name: 'Claude Code', claims: null }, summary }, platform);

describe('what a notice says', () => {
  it('names the client and what it wants to do', () => {
    expect(textOf('Run git push origin main in ~/proj')).toEqual({
      title: 'Claude Code wants to run',
      body: 'Run git push origin main in ~/proj',
    });
  });

  it('shows hidden characters as marks', () => {
    const { body } = textOf('Run ls \u202egnp.exe\u200b in ~/p');
    expect(body).not.toMatch(/[\u202e\u200b]/);
    expect(body).toMatch(/‹[^›]+›gnp\.exe‹[^›]+›/);
  });

  it('cuts at 80 characters and then says where the rest is', () => {
    const { body } = textOf(`Run echo ${'a'.repeat(5_000_000)}; rm`);
    expect(body).toBe(`Run echo ${'a'.repeat(71)}… Open to review.`);
  });

  it('does not make a verb of what is none', () => {
    expect(textOf('<b>Approved</b> by you').title).toBe('Claude Code is asking');
    expect(textOf('').title).toBe('Claude Code is asking');
  });

  it('is no markup on Linux, where servers read markup', () => {
    expect(textOf('Run a && <a href="x">b</a>', 'linux').body).toBe('Run a &amp;&amp; &lt;a href="x"&gt;b&lt;/a&gt;');
    expect(textOf('Run a && b', 'win32').body).toBe('Run a && b');
  });
});

function setUp(attended = false) {
  const electron = fakeElectron();
  const clock = fakeClock();
  const reviewed: (string | null)[] = [];
  const denied: string[] = [];
  const notices = createNotices({
    Notification: electron.parts.Notification,
    platform: 'darwin',
    clock,
    attended: () => attended,
    review: (card) => void reviewed.push(card?.id ?? null),
    deny: (card) => void denied.push(card.id),
  });
  return { ...electron, clock, notices, reviewed, denied };
}

describe('notices', () => {
  it('appear silently, with Review and Deny and without Approve', () => {
    const { notices, notifications } = setUp();
    notices.show(aCard(1));
    expect(notifications.map((one) => [one.options.silent, one.shows])).toEqual([[true, 1]]);
    expect(notifications[0]?.options.actions?.map((action) => action.text)).toEqual(['Review', 'Deny']);
  });

  it('open the card when clicked, and never deny by that', () => {
    const { notices, notifications, reviewed, denied } = setUp();
    notices.show(aCard(1));
    notifications[0]?.emit('click', {});
    notifications[0]?.emit('action', { actionIndex: 0 });
    expect([reviewed, denied]).toEqual([[aCard(1).id, aCard(1).id], []]);
  });

  it('deny by the second button alone', () => {
    const { notices, notifications, denied } = setUp();
    notices.show(aCard(1));
    for (const actionIndex of [-1, 2, 7]) notifications[0]?.emit('action', { actionIndex });
    expect(denied).toEqual([]);
    notifications[0]?.emit('action', { actionIndex: 1 });
    expect(denied).toEqual([aCard(1).id]);
  });

  it('come back once after a minute while the card still waits', () => {
    const { notices, notifications, clock } = setUp();
    notices.show(aCard(1));
    clock.pass(59_999);
    expect(notifications[0]?.shows).toBe(1);
    clock.pass(1);
    clock.pass(600_000);
    expect(notifications[0]?.shows).toBe(2);
  });

  it('go when the card is answered, and do not come back', () => {
    const { notices, notifications, clock } = setUp();
    notices.show(aCard(1));
    notices.clear(aCard(1).id);
    clock.pass(120_000);
    expect(notifications.map((one) => [one.shows, one.open])).toEqual([[1, false]]);
  });

  it('wait a minute while the person is looking at the window', () => {
    const { notices, notifications, clock } = setUp(true);
    notices.show(aCard(1));
    expect(notifications[0]?.shows).toBe(0);
    clock.pass(60_000);
    expect(notifications[0]?.shows).toBe(1);
  });

  it('share one notice from the fourth on, which goes with the last that shares it', () => {
    const { notices, notifications, reviewed } = setUp();
    for (let number = 1; number <= 100; number++) notices.show(aCard(number));
    expect(notifications.map((one) => one.shows)).toEqual([1, 1, 1, 1]);
    const shared = notifications[3];
    expect(shared?.options.title).toBe('More requests wait for you');
    shared?.emit('click', {});
    expect(reviewed).toEqual([null]);
    for (let number = 4; number <= 99; number++) notices.clear(aCard(number).id);
    expect(shared?.open).toBe(true);
    notices.clear(aCard(100).id);
    expect(shared?.open).toBe(false);
  });

  it('are all taken down together', () => {
    const { notices, notifications, clock } = setUp();
    for (let number = 1; number <= 5; number++) notices.show(aCard(number));
    notices.close();
    clock.pass(60_000);
    expect(notifications.map((one) => [one.shows, one.open])).toEqual(Array(4).fill([1, false]));
  });

  it('are not tried where the system has none', () => {
    const { notices, notifications, parts } = setUp();
    Object.assign(parts.Notification, { isSupported: () => false });
    notices.show(aCard(1));
    expect(notifications).toEqual([]);
  });
});
