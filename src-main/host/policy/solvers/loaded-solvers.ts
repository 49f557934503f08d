/** The sections `targets` and `solvers` of a policy in force. */
import type { RuleRef, SolverLanguage, Verdict } from '#shared/model/index.ts';
import { SolverLanguage as Languages } from '#shared/model/index.ts';
import {
  type ArtifactTerms,
  type LanguageDocument,
  type PackageTerms,
  type PolicyDocument,
  probeRunner,
  runnerImage,
  type SolverPolicy,
  type SolversDocument,
  type SolverTerms,
  serverAddress,
  type TargetQuestion,
} from '#shared/policy/index.ts';
import { compileTarget, decideTarget, type Target } from './targets.ts';

export type RefOf = (id: string, path: readonly (string | number)[]) => RuleRef;

/** An entry under `clients`: it can only take away. */
export interface ClientCap {
  readonly verdict: 'ask' | 'deny';
  readonly ref: RuleRef;
}

export class LoadedSolvers implements SolverPolicy {
  readonly languages: readonly SolverLanguage[];
  readonly leftBytes: number;
  readonly package: PackageTerms;
  readonly artifacts: ArtifactTerms;
  readonly dns: readonly string[];
  /** Of every entry, for lists and counts. */
  readonly refs: readonly RuleRef[];
  readonly because: string | null;
  readonly #targets: readonly Target[];
  readonly #document: SolversDocument;
  readonly #caps: ReadonlyMap<string, ClientCap>;
  readonly #nowMs: () => number;
  readonly #sections: ReadonlyMap<string, RuleRef>;

  constructor({ targets, solvers, clients }: PolicyDocument, refOf: RefOf, nowMs: () => number) {
    this.#document = solvers;
    this.#nowMs = nowMs;
    this.#targets = targets.map((entry, at) => compileTarget(entry, refOf(`targets[${at}]`, ['targets', at])));
    this.#caps = new Map(
      Object.entries(clients).flatMap(([name, { solvers: cap }]) => {
        const ref = refOf(`clients.${name}.solvers`, ['clients', name, 'solvers']);
        return cap === undefined ? [] : [[name.toLowerCase(), { verdict: cap, ref }] as const];
      }),
    );
    this.because = solvers.because ?? null;
    this.languages = Languages.options.filter((language) => solvers.languages[language] !== undefined);
    this.#sections = new Map(
      [...this.languages.map((language) => `solvers.languages.${language}`), 'solvers.probe', 'solvers.languages'].map(
        (id) => [id, refOf(id, id.split('.'))],
      ),
    );
    const caps = [...this.#caps.values()];
    this.refs = [...[...this.#targets, ...caps].map(({ ref }) => ref), ...this.#sections.values()];
    this.leftBytes = solvers.left_bytes;
    this.package = { bytes: solvers.package_bytes, fileBytes: solvers.file_bytes, files: solvers.files };
    this.artifacts = {
      clientBytes: solvers.artifact_bytes,
      fileBytes: solvers.file_bytes,
      ageMs: solvers.artifact_age,
    };
    this.dns = (solvers.dns ?? []).flatMap((server) => serverAddress(server) ?? []);
  }

  targetVerdict(question: TargetQuestion): Verdict {
    return this.decideTarget(question, this.#nowMs());
  }

  /** @param nowMs milliseconds since 1970 */
  decideTarget(question: TargetQuestion, nowMs: number): Verdict {
    return decideTarget(this.#targets, question, nowMs);
  }

  /** What holds for this client beside the section: it can only be tighter. */
  capOf(client: string): ClientCap | null {
    return this.#caps.get(client.toLowerCase()) ?? null;
  }

  /** The entry that says whether a person is asked; for a language that is not listed, the list. */
  refOf(about: SolverLanguage | 'probe'): RuleRef | null {
    const id = about === 'probe' ? 'solvers.probe' : `solvers.languages.${about}`;
    return this.#sections.get(id) ?? this.#sections.get('solvers.languages') ?? null;
  }

  terms(language: SolverLanguage): SolverTerms | undefined {
    const own = this.#document.languages[language];
    return own === undefined ? undefined : this.#termsOf(language, own);
  }

  probeTerms(): SolverTerms {
    const language = probeRunner(this.languages);
    const terms = this.#termsOf(language, this.#document.languages[language] ?? {});
    return { ...terms, verdict: this.#document.probe, network: 'target' };
  }

  #termsOf(language: SolverLanguage, own: LanguageDocument): SolverTerms {
    const all = this.#document;
    const maxWallMs = own.max_timeout ?? all.max_timeout ?? 60_000;
    return {
      image: own.image ?? runnerImage(language),
      verdict: own.verdict ?? all.verdict,
      runtime: own.runtime ?? all.runtime ?? 'runc',
      firewall: own.firewall ?? all.firewall ?? 'none',
      network: all.network,
      wallMs: Math.min(own.timeout ?? all.timeout ?? 30_000, maxWallMs),
      maxWallMs,
      memoryBytes: own.memory ?? all.memory ?? 512_000_000,
      cpus: own.cpus ?? all.cpus ?? 1,
      pids: own.pids ?? all.pids ?? 128,
      scratchBytes: own.scratch ?? all.scratch ?? 128_000_000,
      outputBytes: own.output_bytes ?? all.output_bytes ?? 1_000_000,
    };
  }
}
