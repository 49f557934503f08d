/** The tool with which a client comes back for an answer that took longer than it could wait. What it then gets is the result of what it asked. */
import type { Tool } from '@modelcontextprotocol/server';
import { AWAIT_APPROVAL } from '#host/broker/index.ts';

export const awaitApprovalTool: Tool = {
  name: AWAIT_APPROVAL,
  title: 'Come back for an answer',
  description:
    'Comes back for a request that waits for the person, with the ticket that its result carried (status pending_approval). Waits as long as one call can. When the person approves, the request is carried out and its result is returned; when they say no, that is returned. Call it again while the status is pending_approval.',
  inputSchema: {
    type: 'object',
    properties: { ticket: { type: 'string', description: 'From the result with the status pending_approval.' } },
    required: ['ticket'],
    additionalProperties: false,
  },
  annotations: {
    ...{ title: 'Come back for an answer', readOnlyHint: false, destructiveHint: true },
    ...{ idempotentHint: false, openWorldHint: true },
  },
};
