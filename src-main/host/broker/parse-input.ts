/** Arguments under the tool's schema; what does not fit is named field by field. */
import type { Capability } from '#host/capabilities/capability.ts';
import { Refused, type Request } from '#shared/model/index.ts';
import { explainArguments } from '#shared/text/index.ts';

/** @throws Refused BAD_INPUT */
export function parseInput(capability: Capability, request: Request): unknown {
  const { input: schema, badInput } = capability.tool;
  const input = request.input ?? {};
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const why = explainArguments(schema, input, parsed.error.issues);
  throw new Refused(badInput ?? 'BAD_INPUT', { message: `The arguments of ${request.tool} do not fit. ${why}` });
}
