/** Fields that several operations take. */
import { z } from 'zod';

export const nothing = z.strictObject({});
export const policyText = z.string().max(10_000_000);
/** Why a policy was changed, in the person's own words. */
export const why = z.string().trim().min(1).max(500).nullable().default(null);
export const version = z.number().int().positive();
export const page = z.number().int().min(1).max(1000).default(200);
