// --broker and what goes with it: certificates, and a login whose password never stands in an address or a process list.
import { brokerAddress, KioskError } from '../../../protocol/index.ts';
import { type BrokerFiles, brokerAccess } from '../../broker-access.ts';
import { withoutUserinfo } from '../../broker-url.ts';
import type { BrokerAccess } from '../../connection.ts';

export interface BrokerOptions extends BrokerFiles {
  readonly broker: string;
}

const FLAGS: Readonly<Record<keyof BrokerFiles, string>> = {
  ca: '--ca',
  crl: '--crl',
  cert: '--cert',
  key: '--key',
  username: '--username',
  passwordFile: '--password-file',
  proxy: '--proxy',
  proxyUsername: '--proxy-username',
  proxyPasswordFile: '--proxy-password-file',
};

/** @throws KioskError USAGE */
export async function brokerOf(options: BrokerOptions): Promise<BrokerAccess> {
  const url = brokerUrl(options.broker);
  return brokerAccess(url, options, { refuse: (given, why, cause) => wrong(`${FLAGS[given]}: ${why}`, cause) });
}

const wrong = (why: string, cause?: unknown): KioskError => new KioskError('USAGE', { why }, cause);

function brokerUrl(text: string): string {
  const shown = withoutUserinfo(text);
  if (shown !== text)
    throw wrong(
      `--broker ${shown}: give who logs in apart from the address, by --username NAME and --password-file FILE`,
    );
  if (!brokerAddress(text))
    throw wrong(`--broker ${text}: give an address as mqtt://127.0.0.1:1883 or wss://broker.example:443/mqtt`);
  return text;
}
