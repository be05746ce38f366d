// The address of a broker, read in one place: who checks it and who dials it cannot take it for different ones.

interface Road {
  readonly defaultPort: number;
  readonly isEncrypted: boolean;
  readonly isWeb: boolean;
}

const ROADS = {
  mqtt: { defaultPort: 1883, isEncrypted: false, isWeb: false },
  mqtts: { defaultPort: 8883, isEncrypted: true, isWeb: false },
  ws: { defaultPort: 80, isEncrypted: false, isWeb: true },
  wss: { defaultPort: 443, isEncrypted: true, isWeb: true },
} as const satisfies Readonly<Record<string, Road>>;
type Scheme = keyof typeof ROADS;

export interface BrokerAddress {
  /** By TLS. */
  readonly isEncrypted: boolean;
  /** By WebSocket. */
  readonly isWeb: boolean;
  /** In small letters, without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** Of a WebSocket. */
  readonly path: string;
}

const FORM = /^(mqtts?|wss?):\/\/[^\s/?#][^\s?#]*$/;

/** mqtt://, mqtts://, ws:// or wss://, a host, perhaps a port and a path. Undefined for anything else. */
export function brokerAddress(text: string): BrokerAddress | undefined {
  const scheme = schemes.find((known) => known === FORM.exec(text)?.[1]);
  // As http it is read by the strict rules: of a scheme that it does not know URL takes over any host as it stands.
  const web = text.replace(/^\w+:/, 'http:');
  if (scheme === undefined || !URL.canParse(text) || !URL.canParse(web)) return undefined;
  const { hostname, pathname } = new URL(web);
  const { defaultPort, ...road } = ROADS[scheme];
  const port = portIn(text, web) ?? defaultPort;
  return port === 0 ? undefined : { ...road, host: hostname.replace(/^\[|\]$/g, ''), port, path: pathname };
}

const schemes = Object.keys(ROADS).filter((name): name is Scheme => name in ROADS);

/** Each way of reading leaves out its own default, and no other. */
function portIn(text: string, web: string): number | undefined {
  const port = new URL(web).port || new URL(text.replace(/^\w+:/, 'https:')).port;
  return port === '' ? undefined : Number(port);
}

/** By which one broker is told from another: HOST:PORT. */
export const hostPort = ({ host, port }: Pick<BrokerAddress, 'host' | 'port'>): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** HOST:PORT, both named, as `hostPort` writes it. */
export function isHostPort(text: string): boolean {
  const address = brokerAddress(`mqtts://${text}`);
  return address !== undefined && hostPort(address) === text;
}

/** http://HOST:PORT and nothing else: no path, no login. */
export const isProxyAddress = (text: string): boolean =>
  /^http:\/\/[^\s/?#@]+\/?$/.test(text) && URL.canParse(text) && new URL(text).hostname !== '';
