/** The second wall where it does not come to stand, or where the engine names another process than the container's: nothing runs, and nothing is left. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canWall, hostRules, type OwnNetwork, openNetwork, rulesIn } from './fixtures/networks.ts';
import { type OddEngine, openOddEngine } from './fixtures/odd-engine.ts';
import { describeWithEngine, isPodman, leftOf, type Stage, setStage } from './fixtures/stage.ts';
import { TOOL_FOLDERS } from './wall/tools.ts';

const NEVER = new AbortController().signal;
const WALLED = { firewall: 'iptables' } as const;

let stage: Stage;
describe.skipIf(!canWall)('a second wall', () => {
  describeWithEngine('that cannot be raised', { timeout: 90_000 }, () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'countersign-tools-'));
      stage = await setStage(undefined, undefined, undefined, { toolFolders: [folder, ...TOOL_FOLDERS] });
    });
    afterEach(async () => {
      expect(await stage.clear()).toEqual([]);
      await rm(folder, { recursive: true });
    });
    /** Stands before the real program, and does something else from the moment that it is asked to. */
    const replace = async (name: string, instead: string): Promise<() => Promise<void>> => {
      const flag = join(folder, 'now');
      const path = join(folder, name);
      await writeFile(path, `#!/bin/sh\n[ -e ${flag} ] || exec ${name} "$@"\n${instead}\n`);
      await chmod(path, 0o755);
      return () => writeFile(flag, '');
    };
    const refusal = (message: RegExp) => ({
      refusal: { code: 'SANDBOX_MISSING', message: expect.stringMatching(message), hint: expect.any(String) },
    });
    const run = () => stage.python('print("ran")', WALLED);

    it.each([
      [
        'fails',
        'ip6tables-restore',
        'echo no such family >&2; exit 4',
        /ip6tables-restore ended with 4: no such family\.$/,
      ],
      [
        'does nothing and says it did',
        'iptables-restore',
        'exit 0',
        /iptables-save reads back are not the rules .* for IPv4\.$/,
      ],
      [
        'lays less than it is given',
        'ip6tables-restore',
        'sed "s/OUTPUT DROP/OUTPUT ACCEPT/" | exec ip6tables-restore "$@"',
        /ip6tables-save reads back are not the rules .* for IPv6\.$/,
      ],
      ['says nothing when it reads back', 'iptables-save', 'exit 0', /iptables-save reads back are not the rules/],
      ['cannot get in', 'nsenter', 'echo not permitted >&2; exit 1', /iptables-restore ended with 1: not permitted\.$/],
    ])('because a program of it %s refuses the run, and nothing is left', async (_, name, instead, message) => {
      const spoil = await replace(name, instead);
      expect((await run()).run.text.stdout).toBe('ran\n');
      expect(stage.engine.report().firewall.state).toBe('works');
      await spoil();
      await expect(run()).rejects.toMatchObject(refusal(message));
      await expect.poll(() => leftOf(stage.owner)).toEqual([]);
      // Whoever asks for none gets what they had.
      expect((await stage.python('print("ran")')).run.text.stdout).toBe('ran\n');
    });

    it('is refused before anything is planned, and the doctor says why and what to do', async () => {
      const spoil = await replace('ip6tables-save', 'exit 3');
      await spoil();
      await stage.engine.reap();
      expect(stage.engine.report().firewall).toMatchObject({ state: 'listed', fix: null });
      await expect(stage.engine.holdFirewall('iptables', NEVER)).rejects.toMatchObject(
        refusal(/ip6tables-save ended with 3\.$/),
      );
      await expect(stage.engine.holdFirewall('none', NEVER)).resolves.toBeUndefined();
      await expect(run()).rejects.toMatchObject(refusal(/which cannot be had: ip6tables-save ended with 3\.$/));
      expect(stage.engine.report().firewall).toMatchObject({
        state: 'broken',
        fix: expect.stringContaining('unshare --net'),
      });
      const found = {
        found: expect.stringMatching(/solvers are refused: ip6tables-save ended with 3\.$/),
        fix: expect.any(String),
      };
      expect(await stage.engine.examine({ firewall: true })).toContainEqual(found);
      expect(await stage.engine.examine({ firewall: false })).not.toContainEqual(found);
      await rm(join(folder, 'ip6tables-save'));
      await stage.engine.holdFirewall('iptables', NEVER);
      const fine = { found: expect.stringMatching(/was raised for a try\.$/), fix: null };
      expect(await stage.engine.examine({ firewall: true })).toContainEqual(fine);
    });

    it('for want of a program says which', async () => {
      const lacking = await setStage(undefined, undefined, undefined, { toolFolders: [folder] });
      for (const name of ['nsenter', 'unshare', 'iptables-save', 'ip6tables-save'])
        await symlink(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(folder, name));
      await expect(lacking.python('print("ran")', WALLED)).rejects.toMatchObject(
        refusal(/there is no iptables-restore and no ip6tables-restore\.$/),
      );
      expect(await lacking.clear()).toEqual([]);
    });
  });

  describe.skipIf(isPodman)('of a container whose engine lies', () => {
    describeWithEngine('about its process', { timeout: 90_000 }, () => {
      let odd: OddEngine;
      let other: OwnNetwork;
      beforeEach(async () => {
        odd = await openOddEngine();
        stage = await setStage(undefined, undefined, odd.address);
        other = await openNetwork();
      });
      afterEach(async () => {
        odd.lie = null;
        await stage.clear();
        await odd.close();
        await other[Symbol.asyncDispose]();
        expect(await leftOf(stage.owner)).toEqual([]);
      });

      it.each([
        ['is in this machine’s own network', () => process.pid, /no network of its own but this machine’s\.$/],
        ['is another one, in a network of its own', () => other.pid, /is not the container’s on this machine\.$/],
        ['is not there', () => 2 ** 22 + 1, /cannot be opened: ENOENT/],
        ['is none', () => 0, /it had ended as soon as it was started\.$/],
      ])('which %s, is refused, and no rule is laid there', async (_, pidOf, message) => {
        const before = hostRules();
        odd.lie = (path, answer) =>
          /^\/containers\/[0-9a-f]{64}\/json/.test(path) &&
          typeof answer === 'object' &&
          answer !== null &&
          'State' in answer
            ? { ...answer, State: { ...(answer.State as object), Pid: pidOf() } }
            : answer;
        await expect(stage.python('print("ran")', WALLED)).rejects.toMatchObject({
          refusal: { code: 'SANDBOX_MISSING', message: expect.stringMatching(message) },
        });
        expect(hostRules()).toEqual(before);
        expect(rulesIn(other.pid).join()).not.toContain('DROP');
      });
    });
  });
});
