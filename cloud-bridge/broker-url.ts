// What an address of a broker gives away: whether it encrypts, and who logs in there.

const ENCRYPTED = new Set(['mqtts:', 'ssl:', 'tls:', 'wss:']);

/** Certificates and keys make sense there, and nowhere else. */
export const isEncrypted = (url: string): boolean => URL.canParse(url) && ENCRYPTED.has(new URL(url).protocol);

/**
 * For logs and messages. Rather too much is left out than too little: an address that cannot be parsed, with a "/" in its
 * password, has one too.
 */
export const withoutUserinfo = (url: string): string => url.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1');
