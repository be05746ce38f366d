// Ids that people type: none begins with "-", which a command line takes for an option.
import { randomBytes } from 'node:crypto';

/** 16 bytes as base64url, of which a 64th part of all is left out. */
export function newId(random: (bytes: number) => Buffer = randomBytes): string {
  for (;;) {
    const id = random(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}
