// The socket to a broker: by TLS where its address says so, straight or through what a proxy has opened.
// MQTT.js would open it as well, but where its environment says so through a proxy of its own choice.
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { BrokerAddress } from '../protocol/index.ts';
import type { TlsFiles } from './connection.ts';

/** With the list of revoked certificates as it is now, in PEM. */
export interface TlsNow extends TlsFiles {
  readonly crl?: string;
}

/** Said here, for what Node takes by itself its environment can lower. */
const OLDEST_TLS = 'TLSv1.2';

/** Opening still. @throws where TLS cannot use what it is given: garbage, the key of another certificate, a locked key */
export function socketTo({ host, port, isEncrypted }: BrokerAddress, tls: TlsNow, tunnel?: Socket): Socket {
  if (!isEncrypted) return connect({ host, port });
  // An address in numbers is no name (RFC 6066, 3); it is held against the certificate all the same.
  const servername = isIP(host) === 0 ? host : '';
  return connectTls({ host, port, servername, minVersion: OLDEST_TLS, ...tls, ...(tunnel && { socket: tunnel }) });
}
