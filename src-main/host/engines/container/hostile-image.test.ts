/** CVE-2026-55887 and its kin: what an image says of itself decides nothing. Each image here is built on the spot, by somebody who means harm. */
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MemoryRun } from '../process/fixtures/stage.ts';
import { BASE_IMAGE, describeWithEngine, docker, isPodman, MEBIBYTE, type Stage, setStage } from './fixtures/stage.ts';
import { followBuild } from './images/follow-build.ts';

let stage: Stage;
const tags: string[] = [];
beforeAll(async () => {
  stage = await setStage();
});
afterAll(async () => {
  expect(await stage.clear()).toEqual([]);
  for (const tag of tags) await docker.getImage(tag).remove({ force: true });
});

async function build(steps: string): Promise<string> {
  const tar = pack();
  tar.entry({ name: 'Dockerfile' }, `FROM ${BASE_IMAGE}\n${steps}\n`);
  tar.finalize();
  const tag = `countersign-hostile-test:${stage.owner.slice(-12)}-${tags.length}`;
  tags.push(tag);
  const stream = await docker.buildImage(Readable.from(tar), { t: tag, rm: true, forcerm: true });
  await followBuild(new Readable().wrap(stream), () => undefined);
  return tag;
}

const GREEDY = `LABEL io.docker.server.metadata='{"volumes":["/:/host"],"user":"0","command":["sh"],"extra_hosts":["a:1.2.3.4"],"privileged":true}'
LABEL countersign.owner=somebody-else countersign.run=run_other com.docker.compose.project=x
VOLUME ["/data", "/srv/more"]
USER 0:0
ENTRYPOINT ["/bin/sh", "-c", "echo entrypoint"]
CMD ["echo", "cmd"]
HEALTHCHECK --interval=1s CMD touch /tmp/healthcheck-ran
ONBUILD RUN echo onbuild
STOPSIGNAL SIGUSR1
EXPOSE 22 80/tcp 53/udp
WORKDIR /root
ENV LD_PRELOAD=/evil.so PYTHONSTARTUP=/evil.py BASH_ENV=/evil.sh PATH=/evil:/usr/bin AWS_SECRET_ACCESS_KEY= EMPTY=
RUN echo "runner:x:64321:64321::/:/bin/sh" >> /etc/passwd && echo "root2:x:0:runner" >> /etc/group && echo "disk:x:6:runner" >> /etc/group
RUN cp /bin/sh /suid-sh && chmod 4755 /suid-sh && mkdir -p /work && chmod 700 /work`;

describeWithEngine('a hostile image', { timeout: 60_000 }, () => {
  // Podman's word is not what counts: what its runtime was told is looked at in podman.test.ts.
  it.skipIf(isPodman)(
    'gets exactly the container that the plan says, in every field that the engine knows',
    async () => {
      const tag = await build(GREEDY);
      const image = await stage.engine.pinImage(tag);
      const run = new MemoryRun();
      const stop = new AbortController();
      const source = 'import time\nprint("ready", flush=True)\ntime.sleep(60)';
      const ended = stage.python(
        source,
        { image, limits: { fileBytes: MEBIBYTE, cpuMs: 9_500 } },
        { run, signal: stop.signal },
      );
      await run.said(/ready/);
      const [listed] = await docker.listContainers({ filters: { label: [`countersign.owner=${stage.owner}`] } });
      const made = await docker.getContainer(listed?.Id ?? '').inspect();
      stop.abort();
      await ended;

      const given = Object.fromEntries(
        Object.entries(made.HostConfig).filter(
          ([, value]) => JSON.stringify(value)?.match(/^(null|""|0|false|\[\]|\{\}|\[0,0\])$/) === null,
        ),
      );
      expect(given).toEqual({
        NetworkMode: 'none',
        Dns: ['127.0.0.1'],
        DnsSearch: ['.'],
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges', expect.stringMatching(/^seccomp=\{"defaultAction":"SCMP_ACT_ERRNO"/)],
        ReadonlyRootfs: true,
        Tmpfs: {
          '/work': 'rw,exec,nosuid,nodev,size=44040192,nr_inodes=10752,uid=64321,gid=64321,mode=1777',
          '/tmp': 'rw,exec,nosuid,nodev,size=16777216,nr_inodes=4096,uid=64321,gid=64321,mode=1777',
        },
        Mounts: ['/data', '/srv/more'].map((Target) => ({
          Type: 'tmpfs',
          Target,
          TmpfsOptions: { SizeBytes: MEBIBYTE, Mode: 0o1777 },
        })),
        ShmSize: 4 * MEBIBYTE,
        Init: true,
        Runtime: 'runc',
        Memory: 128 * MEBIBYTE,
        MemorySwap: 128 * MEBIBYTE,
        NanoCpus: 1e9,
        PidsLimit: 32,
        Ulimits: [
          { Name: 'nofile', Soft: 1_024, Hard: 1_024 },
          { Name: 'nproc', Soft: 16_384, Hard: 16_384 },
          { Name: 'core', Soft: 0, Hard: 0 },
          { Name: 'fsize', Soft: MEBIBYTE, Hard: MEBIBYTE },
          { Name: 'cpu', Soft: 10, Hard: 10 },
        ],
        IpcMode: 'private',
        CgroupnsMode: 'private',
        RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
        LogConfig: { Type: 'none', Config: {} },
        MaskedPaths: expect.arrayContaining(['/proc/kcore', '/sys/firmware']),
        ReadonlyPaths: expect.arrayContaining(['/proc/sys', '/proc/sysrq-trigger']),
      });
      expect(made.Mounts.map(({ Type, Destination }) => `${Type} ${Destination}`).sort()).toEqual([
        'tmpfs /data',
        'tmpfs /srv/more',
      ]);
      expect(made.Config.User).toBe('64321:64321');
      expect(made.Config.Labels['countersign.owner']).toBe(stage.owner);
      expect(made.Config.Healthcheck?.Test).toEqual(['NONE']);
      expect(made.Config).toMatchObject({ StopSignal: 'SIGTERM' });
      expect(made.Path).toBe('/usr/bin/python3');
    },
  );

  it('gives its program no user, group, variable, place to write or way to rise that the plan does not', async () => {
    const image = await stage.engine.pinImage(await build(GREEDY));
    const { run, end } = await stage.python(
      `import os, subprocess
print(os.getuid(), os.getgid(), os.getgroups())
print(sorted(os.environ))
status = open("/proc/self/status").read()
print([line.split()[1] for line in status.splitlines() if line.startswith(("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp:"))])
print(subprocess.run(["/suid-sh", "-p", "-c", "id -u"], capture_output=True, text=True).stdout.strip())
writable = []
for line in open("/proc/mounts"):
    path = line.split()[1]
    try:
        open(path + "/probe", "w").close(); writable.append(path)
    except OSError: pass
print(sorted(writable))
print(os.path.exists("/var/run/docker.sock"), os.path.exists("/run/docker.sock"), os.listdir("/dev"))
env = open("/proc/1/environ").read() if os.access("/proc/1/environ", os.R_OK) else ""
print("evil" in env)`,
      { image },
    );
    expect(run.text.stderr).toBe('');
    const lines = run.text.stdout.split('\n');
    expect(lines[0]).toBe('64321 64321 [64321]');
    expect(lines[1]).toBe(`['LANG', 'PATH']`);
    const none = "'0000000000000000'";
    expect(lines[2]).toBe(`[${none}, ${none}, ${none}, ${none}, ${none}, '1', '2']`);
    expect(lines[3]).toBe('64321');
    expect(lines[4]).toBe(`['/dev/mqueue', '/dev/shm', '/tmp', '/work']`);
    expect(lines[5]).toMatch(/^False False \[/);
    expect(lines[5]).not.toMatch(/sda|vda|kvm|mem|fuse|net/);
    expect(lines[6]).toBe('False');
    expect(end.exit_code).toBe(0);
  });

  it('leaves no volume behind', async () => {
    const before = (await docker.listVolumes()).Volumes?.length ?? 0;
    const image = await stage.engine.pinImage(await build('VOLUME /data'));
    await stage.python('open("/data/x", "w").write("y")', { image });
    expect((await docker.listVolumes()).Volumes?.length ?? 0).toBe(before);
  });

  it('that declares volumes where the container has its own things is refused', async () => {
    for (const volume of ['/work', '/work/deeper', '/tmp', '/dev/shm', '/etc', '/proc/x', '/usr/bin']) {
      const image = await stage.engine.pinImage(await build(`VOLUME ["${volume}"]`));
      await expect(stage.python('print(1)', { image })).rejects.toMatchObject({ refusal: { code: 'IMAGE_MISSING' } });
    }
  });

  it('that declares more volumes than the plan has room to cover is refused', async () => {
    const image = await stage.engine.pinImage(await build('VOLUME ["/a","/b","/c","/d"]'));
    await expect(stage.python('print(1)', { image, scratchBytes: 4 * MEBIBYTE })).rejects.toMatchObject({
      refusal: { code: 'SANDBOX_MISSING' },
    });
  });

  it('whose name came to mean another one is drift, and so is one that is gone', async () => {
    const tag = await build('RUN true');
    const image = await stage.engine.pinImage(tag);
    expect(await stage.engine.driftOfImage(image)).toEqual([]);
    await docker.getImage(BASE_IMAGE).tag({ repo: tag.split(':')[0] ?? '', tag: tag.split(':')[1] ?? '' });
    expect(await stage.engine.driftOfImage(image)).toEqual([`the image ${tag} is another one now`]);
    expect(await stage.engine.driftOfImage({ ...image, name: `${tag}-gone` })).toEqual([
      `the image ${tag}-gone is not there any more`,
    ]);
  });

  it('whose list of packages is a folder full of data is not read on, and holds up nobody', async () => {
    const list = '/usr/share/countersign-packages';
    const image = await stage.engine.pinImage(
      await build(`RUN rm -rf ${list} && mkdir ${list} && head -c 30000000 /dev/urandom > ${list}/much`),
    );
    expect(await stage.engine.packagesOf(image)).toContainEqual({ name: 'dpkg', version: expect.any(String) });
    expect(await docker.listContainers({ all: true, filters: { ancestor: [image.id] } })).toEqual([]);
  });

  it('that is not there is refused by its name', async () => {
    await expect(stage.engine.pinImage('countersign/nothing:here')).rejects.toMatchObject({
      refusal: { code: 'IMAGE_MISSING', message: 'The image countersign/nothing:here is not there.' },
    });
    const image = { name: 'gone', id: `sha256:${'0'.repeat(64)}` };
    await expect(stage.python('print(1)', { image })).rejects.toMatchObject({ refusal: { code: 'IMAGE_MISSING' } });
  });
});
