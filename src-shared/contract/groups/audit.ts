/** The audit log. */
import { z } from 'zod';
import { AuditRecord, AuditReport } from '../../model/record.ts';
import { event, query } from '../operation.ts';
import { nothing, page } from './fields.ts';

export const audit = {
  /** Newest first, below `before`. `text` matches anywhere in a record, case-insensitively. */
  list: query(
    z.strictObject({
      before: z.number().int().positive().optional(),
      limit: page,
      text: z.string().max(200).optional(),
    }),
    z.array(AuditRecord).readonly(),
  ),
  verify: query(nothing, AuditReport),
  appended: event(AuditRecord),
} as const;
