/** What stands in a secret's place. */

export const marker = (name: string): string => `•••(${name})`;

/** The same for text that is bytes read as latin1: its UTF-8 bytes, each as a character. */
export const latin1Marker = (name: string): string => Buffer.from(marker(name), 'utf8').toString('latin1');
