/** A run's figures: which limits were in force and by what, what it used up, how much it printed and the hashes of that. */
import type { ReactNode } from 'react';
import { Fact } from '#renderer/ui/card.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { RunEnd } from '#shared/model/index.ts';
import { bytes, counted, duration, grouped, hostAndPort, limitNames, sizeLimit } from '#shared/text/index.ts';

export function RunFigures({ end }: { readonly end: RunEnd }): ReactNode {
  const { usage, stdout, stderr } = end;
  return (
    <section className="card-part run-facts" aria-label="Figures">
      <dl className="facts">
        {usage !== null && (
          <>
            <Fact term="Used up" inWords>
              {[
                usage.cpu_ms === null ? 'processor time not known' : `${duration(usage.cpu_ms)} of processor`,
                usage.peak_memory_bytes === null ? 'memory not known' : `${bytes(usage.peak_memory_bytes)} at its peak`,
                usage.peak_pids === null
                  ? 'processes not known'
                  : `${counted(usage.peak_pids, 'process', 'processes')} at most`,
              ].join(' · ')}
            </Fact>
            <Fact term="In force" inWords>
              {usage.held.length === 0 ? 'no limits' : usage.held.map(heldWords).join(' · ')}
            </Fact>
            {usage.over.length > 0 && (
              <Fact term="Ran into" inWords>
                {usage.over.map((limit) => `its limit on ${limitNames[limit]}`).join(' · ')}
              </Fact>
            )}
          </>
        )}
        {end.reached != null && (
          <Fact term="Connected to" inWords>
            {end.reached.length === 0 ? 'nothing' : <Visible text={end.reached.map(reachedWords).join(' · ')} />}
          </Fact>
        )}
        <Fact term="stdout">
          <Stream of={stdout} end={end} />
        </Fact>
        <Fact term="stderr">
          <Stream of={stderr} end={end} />
        </Fact>
      </dl>
    </section>
  );
}

function Stream({ of, end }: { readonly of: RunEnd['stdout']; readonly end: RunEnd }): ReactNode {
  if (end.reason === 'lost') return `${grouped(of.bytes)} bytes kept; what came after them is not known`;
  return (
    <>
      {grouped(of.bytes)} bytes <small>SHA-256</small> {of.sha256}
    </>
  );
}

function reachedWords({
  host,
  port,
  address,
  connections,
  sent_bytes,
  received_bytes,
}: NonNullable<RunEnd['reached']>[number]): string {
  const where = hostAndPort(host, port);
  if (address === null) return `${where}: ${counted(connections, 'connection', 'connections')} that nothing took`;
  const by = address === host ? '' : ` (${address})`;
  return `${where}${by}: ${counted(connections, 'connection', 'connections')}, ${bytes(sent_bytes)} sent, ${bytes(received_bytes)} received`;
}

type Held = NonNullable<RunEnd['usage']>['held'][number];

const holders: Readonly<Record<Held['by'], string>> = {
  cgroup: 'control group',
  rlimit: 'resource limit, each process for itself',
  engine: 'container engine',
  host: 'Countersign',
};

function heldWords({ limit, value, by }: Held): string {
  return `${limitWords(limit, value)} (${holders[by]})`;
}

function limitWords(limit: Held['limit'], value: number): string {
  switch (limit) {
    case 'wall':
      return `${duration(value)} in all`;
    case 'cpu':
      return `${duration(value)} of processor`;
    case 'output':
      return `${sizeLimit(value)} of output kept`;
    case 'memory':
      return `${sizeLimit(value)} of memory`;
    case 'file_size':
      return `files up to ${sizeLimit(value)}`;
    case 'pids':
      return `${grouped(value)} processes`;
    case 'open_files':
      return `${grouped(value)} open files`;
    default:
      return limit satisfies never;
  }
}
