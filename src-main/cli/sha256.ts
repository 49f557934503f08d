/** SHA-256 of a text, as the host takes it. */
import { createHash } from 'node:crypto';
import { Sha256 } from '#shared/model/index.ts';

export const sha256Of = (text: string): Sha256 => Sha256.parse(createHash('sha256').update(text).digest('hex'));
