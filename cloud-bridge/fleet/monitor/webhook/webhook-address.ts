// Where messages go: an address without who logs in, and shown without what may be secret in it.
import { KioskError } from '../../../../protocol/index.ts';

/** @throws KioskError USAGE */
export function webhookAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw wrong(`--webhook ${shownAddress(text)}: give an address as https://HOST/PATH`);
  if (url.username || url.password)
    throw wrong(`--webhook ${shownAddress(text)}: give no login in it; messages are signed by --webhook-key`);
  return url.href;
}

/** Chat services have a secret in the path. */
export const shownAddress = (text: string): string => (URL.canParse(text) ? new URL(text).origin : 'given');

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
