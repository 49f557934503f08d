import { setImmediate as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { typedTerminal } from './fixtures/typed-terminal.ts';
import { progressBar } from './progress-bar.ts';

describe('a progress bar', () => {
  it('is rewritten in place, and leaves nothing behind', async () => {
    const { context, stderr, stdout } = typedTerminal({ isTTY: true });
    const bar = progressBar(context.terminal, 'requests');
    bar.show(0, 8);
    bar.show(2, 8);
    bar.clear();
    bar.clear();
    await pause();
    const line = '\r\u001b[2K';
    expect(stderr.text).toBe(
      `${line}${'░'.repeat(24)} 0 of 8 requests${line}${'█'.repeat(6)}${'░'.repeat(18)} 2 of 8 requests${line}`,
    );
    expect(stdout.text).toBe('');
  });

  it('says nothing where nobody looks, and nothing of nothing', async () => {
    const piped = typedTerminal({ isTTY: false });
    progressBar(piped.context.terminal, 'requests').show(1, 2);
    const seen = typedTerminal({ isTTY: true });
    progressBar(seen.context.terminal, 'requests').show(0, 0);
    await pause();
    expect([piped.stderr.text, seen.stderr.text]).toEqual(['', '']);
  });
});
