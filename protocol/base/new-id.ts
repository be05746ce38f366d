// Ids that people type: none begins with "-", which a command line takes for an option.

/** 16 bytes as base64url, of which a 64th part of all is left out. */
export function newId(random: (bytes: number) => Uint8Array): string {
  for (;;) {
    const id = Buffer.from(random(16)).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}
