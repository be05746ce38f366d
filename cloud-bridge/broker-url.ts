// What an address of a broker gives away: whether it encrypts, and who logs in there.
import { brokerAddress } from '../protocol/index.ts';

/** Certificates, keys and proxies make sense there, and nowhere else. */
export const isEncrypted = (url: string): boolean => brokerAddress(url)?.isEncrypted ?? false;

/**
 * For logs and messages. Rather too much is left out than too little: an address that cannot be parsed, with a "/" in its
 * password, has one too.
 */
export const withoutUserinfo = (url: string): string => url.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1');
