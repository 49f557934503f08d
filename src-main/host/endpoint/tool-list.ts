/** The tools as MCP clients list them, computed once. */
import type { Tool } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Capability } from '#host/capabilities/capability.ts';

const REASON = {
  type: 'string',
  maxLength: 1000,
  description: 'Why you want this, in a sentence for the person who may be asked. Shown as unverified.',
} as const;

/** Added to every result, so that a run can be found again. */
const TRACE = {
  run_id: { type: ['string', 'null'], description: 'The run, as the person sees it in the app.' },
  request_id: { type: 'string', description: 'This call, as it stands in the audit log.' },
  approval_id: { type: ['string', 'null'], description: 'Set when a person was asked.' },
  rule: { type: ['object', 'null'], description: 'The policy rule that decided: id, file, line.' },
} as const;

/** The shape of every refusal; results with `isError` carry it instead of the tool's own. */
const REFUSAL = {
  type: 'object',
  properties: {
    success: { const: false },
    code: { type: 'string' },
    message: { type: 'string' },
    hint: { type: ['string', 'null'] },
    retryable: { type: 'boolean' },
    error_code: { type: 'string' },
    error_message: { type: 'string' },
    ok: { const: false },
    error: { type: 'object', description: 'The same once more: code, message, details, suggestion.' },
    ...TRACE,
  },
  required: ['success', 'code', 'message', 'retryable'],
} as const;

export function toolList(capabilities: Iterable<Capability>): Tool[] {
  return [...capabilities].map(({ tool }) => {
    const input = jsonSchema(tool.input, 'input');
    const output = jsonSchema(tool.output, 'output');
    return {
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: { ...input, type: 'object', properties: { ...input.properties, reason: REASON } },
      // Some clients check refusals against the schema too, so it allows both.
      outputSchema: {
        type: 'object',
        anyOf: [{ ...output, additionalProperties: true, properties: { ...TRACE, ...output.properties } }, REFUSAL],
      },
      annotations: { title: tool.title, ...tool.annotations },
    };
  });
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: string[];
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): ObjectSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest as ObjectSchema;
}
