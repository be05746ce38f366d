// --broker and what goes with it: certificates, and a login whose password never stands in an address or a process list.
import { KioskError } from '../../../protocol/index.ts';
import { type BrokerAccess, type BrokerFiles, brokerAccess } from '../../broker-access.ts';
import { withoutUserinfo } from '../../broker-url.ts';

export interface BrokerOptions extends BrokerFiles {
  readonly broker: string;
}

const FLAGS: Readonly<Record<keyof BrokerFiles, string>> = {
  ca: '--ca',
  cert: '--cert',
  key: '--key',
  username: '--username',
  passwordFile: '--password-file',
};

/** @throws KioskError USAGE */
export async function brokerOf(options: BrokerOptions): Promise<BrokerAccess> {
  const url = brokerUrl(options.broker);
  return brokerAccess(url, options, (given, why, cause) => wrong(`${FLAGS[given]}: ${why}`, cause));
}

const wrong = (why: string, cause?: unknown): KioskError => new KioskError('USAGE', { why }, cause);

function brokerUrl(text: string): string {
  const shown = withoutUserinfo(text);
  if (shown !== text)
    throw wrong(
      `--broker ${shown}: give who logs in apart from the address, by --username NAME and --password-file FILE`,
    );
  const isBroker = /^(mqtts?|wss?):$/.test(URL.canParse(text) ? new URL(text).protocol : '');
  if (!isBroker) throw wrong(`--broker ${text}: give an address as mqtt://127.0.0.1:1883`);
  return text;
}
