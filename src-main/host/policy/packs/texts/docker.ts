/** Docker, for looking. Whoever may start a container may do anything on the machine, so nothing here starts, enters or removes one. */

export const dockerPack = {
  id: 'docker-read-only',
  title: 'Docker, read-only',
  sentence: 'Agents may list containers and images; logs and details wait for you, since they often hold secrets.',
  commands: `  docker:
    executable: /usr/bin/docker
    # It talks to Docker's socket, which is in no sandbox.
    sandbox: off
    rules:
      - verdict: allow
        args: ["ps|images|version"]
        because: lists what is there and changes nothing
        flags: { "-a": none, "--all": none, "-q": none, "--no-trunc": none, "-n": "<int:1-1000>" }
        examples:
          match: [[docker, ps], [docker, ps, -a], [docker, images, -q]]
          not_match: [[docker, run, alpine], [docker, -H, "tcp://other", ps], [docker, ps, --format, x]]
      - verdict: allow
        args: ["network|volume|image|container|context", ls]
        because: lists what is there and changes nothing
        examples: { match: [[docker, network, ls], [docker, volume, ls]], not_match: [[docker, volume, rm, x], [docker, volume, prune]] }
      - verdict: ask
        args: ["logs|inspect|top|port|diff|history", "<text>..."]
        because: logs and settings of containers often hold secrets
        flags: { "--tail": "<int:0-100000>", "-t": none, "--since": "<text>" }
        examples: { match: [[docker, logs, --tail, "50", web], [docker, inspect, web]], not_match: [[docker, exec, web, sh]] }
`,
};
