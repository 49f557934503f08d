/** The calls of Podman's own API that a container's making takes, on the same socket as its Docker-compatible one. */
import type Docker from 'dockerode';
import { z } from 'zod';
import { call } from '../../run/engine-calls.ts';
import type { LibpodRequest } from './libpod-request.ts';

/** What Podman says of a container, as far as it matters: what the runtime is told stands in a file, and this says in which. */
const Described = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  OCIRuntime: z.string(),
  OCIConfigPath: z.string(),
  Pod: z.string().optional(),
  Rootfs: z.string().optional(),
  Dependencies: z.array(z.string()).nullish(),
  State: z.object({ Status: z.string(), Running: z.boolean(), Pid: z.number().int() }),
  Config: z.object({
    Labels: z.record(z.string(), z.string()).nullish(),
    Healthcheck: z.object({ Test: z.array(z.string()) }).nullish(),
  }),
  HostConfig: z.object({
    AutoRemove: z.boolean(),
    Privileged: z.boolean(),
    RestartPolicy: z.object({ Name: z.string() }),
    LogConfig: z.object({ Type: z.string() }),
  }),
});
export type Described = z.infer<typeof Described>;

export interface LibpodCalls {
  /** @returns its id */
  create(request: LibpodRequest): Promise<string>;
  /** Has the runtime make all of it and wait: nothing of the image or of ours has run after it. */
  init(id: string): Promise<void>;
  describe(id: string): Promise<Described>;
}

const VERSION = '/v4.0.0/libpod';
const CALL_MS = 30_000;
const INIT_MS = 120_000;
const Id = z.string().regex(/^[0-9a-f]{64}$/);
const Created = z.object({ Id });

/** @param until ends the wait for what a runtime does */
export function libpodCalls(docker: Docker, until: AbortSignal | null = null): LibpodCalls {
  const send = (method: 'GET' | 'POST', path: string, abortSignal: AbortSignal, body?: object): Promise<unknown> => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    docker.modem.dial(
      {
        ...{ path: `${VERSION}${path}?`, method, abortSignal },
        // The query is empty, and said to be: the client library would put the body there as well.
        options: body === undefined ? {} : { _query: {}, _body: body },
        statusCodes: { 200: true, 201: true, 204: true },
      },
      (error: unknown, data: unknown) => (error ? reject(error) : resolve(data)),
    );
    return promise;
  };
  const of = (id: string, what: string): string => `/containers/${Id.parse(id)}/${what}`;
  return {
    create: (request) =>
      call(CALL_MS, async (signal) => Created.parse(await send('POST', '/containers/create', signal, request)).Id),
    init: (id) => call(INIT_MS, async (signal) => void (await send('POST', of(id, 'init'), signal)), until),
    describe: (id) => call(CALL_MS, async (signal) => Described.parse(await send('GET', of(id, 'json'), signal))),
  };
}
