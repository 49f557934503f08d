/** Arguments under the tool's schema; what does not fit is named field by field. */
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';
import { Refused, type Request } from '#shared/model/index.ts';

const MAX_MESSAGE_LENGTH = 2000;

/** @throws Refused BAD_INPUT */
export function parseInput(capability: Capability, request: Request): unknown {
  const parsed = capability.tool.input.safeParse(request.input ?? {});
  if (parsed.success) return parsed.data;
  const message = `The arguments of ${request.tool} do not fit: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`;
  throw new Refused(capability.tool.badInput ?? 'BAD_INPUT', { message: message.slice(0, MAX_MESSAGE_LENGTH) });
}
