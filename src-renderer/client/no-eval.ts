/**
 * Must be the first import of the entry, and in one chunk with zod: keeps it from probing for `eval`, which our content security policy
 * forbids and reports.
 */
import { config } from 'zod';

config({ jitless: true });
