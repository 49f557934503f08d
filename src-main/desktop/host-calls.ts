/** The shell's own calls into the host: same gate as the window's, typed by the contract, answers checked against its schemas. */
import {
  type Caller,
  findOperation,
  type OperationInput,
  type OperationName,
  type OperationOutput,
} from '#shared/contract/index.ts';
import type { DesktopApi } from './desktop-host.ts';

export interface HostCalls {
  /** @throws HostError when refused; ZodError when the host answered something else than the contract says */
  call<N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>>;
}

/** @param user the operating system's user name, who is answerable for what the shell asks */
export function hostCalls(api: Pick<DesktopApi, 'gate'>, user: string): HostCalls {
  const caller: Caller = { via: 'desktop', user };
  return {
    async call<N extends OperationName>(name: N, input: OperationInput<N>) {
      const output: unknown = await api.gate.call(name, input, () => caller);
      return findOperation(name)?.output.parse(output) as OperationOutput<N>;
    },
  };
}
