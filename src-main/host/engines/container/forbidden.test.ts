/**
 * From inside a container that may reach one target: every other kind of address. Each lies on an interface that the test made, or on this
 * machine, with a listener behind it: were the product wrong, the listener would hear it, and no packet would leave for anybody else.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canMakeGround, type ForbiddenGround, openForbiddenGround } from './fixtures/forbidden-ground.ts';
import {
  BASE_IMAGE,
  describeWithEngine,
  docker,
  isPodman,
  type Stage,
  setStage,
  USUAL_ULIMITS,
} from './fixtures/stage.ts';

let stage: Stage;
let ground: ForbiddenGround;
let other: string | null = null;

beforeAll(async () => {
  if (!canMakeGround) return;
  stage = await setStage();
  ground = await openForbiddenGround(isPodman ? 'cs-forbidden-p' : 'cs-forbidden');
});
afterAll(async () => {
  if (!canMakeGround) return;
  if (other !== null) await docker.getContainer(other).remove({ force: true });
  ground.close();
  expect(await stage.clear()).toEqual([]);
});

/** A container of somebody else's, on the usual network, with a listener in it. */
async function neighbour(): Promise<string> {
  const source = `import socket\ns = socket.socket(); s.bind(("0.0.0.0", ${ground.port})); s.listen()\nwhile True: s.accept()[0].close()`;
  const container = await docker.createContainer({
    ...{ Image: BASE_IMAGE, Cmd: ['/usr/bin/python3', '-c', source] },
    HostConfig: { Ulimits: USUAL_ULIMITS },
  });
  other = container.id;
  await container.start();
  const { Networks } = (await container.inspect()).NetworkSettings;
  return Networks[isPodman ? 'podman' : 'bridge']?.IPAddress ?? '';
}

describe.skipIf(!canMakeGround)('an address that is not in the plan (needs root on Linux)', () => {
  describeWithEngine('from a container that may reach one target', () => {
    it('is never reached, whatever it is, however it is written, over whatever it is tried', async () => {
      const forbidden = [
        ...[...new Set([...ground.addresses, await neighbour()])],
        ...['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost', '127.1', '::ffff:127.0.0.1'],
        ...[
          '::ffff:203.0.113.77',
          '::ffff:169.254.169.254',
          '3405803853',
          '0xcb00714d',
          '0313.0.0161.0115',
          '203.113.77',
        ],
        ...[
          'host.docker.internal',
          'gateway.docker.internal',
          'metadata.google.internal',
          'service.example.',
          'other.example',
        ],
        ...['0-0-0-0.target', '169-254-169-254.target', 'service.example\\x00.other', 'service.example@203.0.113.77'],
      ];
      expect(forbidden.length).toBeGreaterThanOrEqual(30);
      const { run, dials } = await stage.python(ground.program(forbidden), {
        egress: [{ host: 'service.example', port: ground.targetPort, protocol: 'tcp', addresses: ['127.0.0.1'] }],
        limits: { wallMs: 120_000 },
      });
      expect(run.text.stderr).toBe('');
      expect(run.text.stdout.trim().split('\n')).toEqual([expect.stringMatching(/^tried \d+, target b'here'$/)]);
      expect(ground.heard).toEqual([]);
      expect(dials.map(({ host, port: at }) => `${host}:${at}`)).toEqual([`service.example:${ground.targetPort}`]);
    }, 120_000);
  });

  describeWithEngine('from a container that may reach nothing', () => {
    it('is never reached, and its target is not either', async () => {
      const { run } = await stage.python(ground.program([...ground.addresses, 'service.example']));
      expect(run.text.stdout).toMatch(/^tried \d+, target (gaierror|ConnectionRefusedError)\n$/);
      expect(ground.heard).toEqual([]);
    });
  });
});
