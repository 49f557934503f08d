/** Must be the first import of the entry: keeps zod from probing for `eval`, which our content security policy forbids and reports. */
import { config } from 'zod';

config({ jitless: true });
