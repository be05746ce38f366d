// One connection to the broker, dialled: from its address to CONNACK. It never reconnects by itself: Link does.

import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { IClientOptions, MqttClient } from 'mqtt';
import { abortable, type BrokerAddress, brokerAddress, Deadline, hostPort, KioskError } from '../protocol/index.ts';
import { socketTo } from './broker-socket.ts';
import { withoutUserinfo } from './broker-url.ts';
import { MqttConnection, unreachable } from './mqtt-connection.ts';
import { MOST_PACKET_BYTES, PacketMeter } from './packet-meter.ts';
import { type Login, openTunnel, type WebProxy } from './proxy-tunnel.ts';

export type MqttVersion = 5 | 4;

export interface TlsFiles {
  /** PEM: who may have signed the broker's certificate, and our own certificate and key. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface Will {
  readonly topic: string;
  readonly payload: string;
  /** MQTT 5 only: how long the broker keeps silent about a lost connection. */
  readonly delayS: number;
}

/** Where the broker is, who we are to it, and the way there. */
export interface BrokerAccess {
  /** mqtts://, wss://, mqtt:// or ws:// */
  readonly url: string;
  readonly tls?: TlsFiles;
  /** PEM: which certificates of theirs were revoked. Read at each connection: who is revoked today is let in no more today. */
  readonly crlFile?: string;
  readonly login?: Login;
  /** With an encrypted address only. */
  readonly proxy?: WebProxy;
}

export interface ConnectionOptions extends BrokerAccess {
  readonly clientId: string;
  /** 5, or 4 for a broker that speaks MQTT 3.1.1 only. */
  readonly protocolVersion: MqttVersion;
  readonly keepaliveS: number;
  /** MQTT 5: how long the broker keeps our subscriptions and what we have not read yet. 0 keeps nothing. */
  readonly sessionExpiryS: number;
  readonly will?: Will;
  /** The next message is read when this resolves: a slow reader slows the broker down. Must not reject. */
  receive(message: InboundMessage): Promise<void>;
}

export interface InboundMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** The broker says that it sends this again. */
  readonly duplicate: boolean;
  /** It was kept by the broker; of what has just been published only where `keepsRetained` was asked for. */
  readonly retained: boolean;
}

export interface Publication {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain?: boolean;
}

export interface SubscribeOptions {
  /** MQTT 5: what is published to be kept comes marked as such, and not only what was kept before. */
  readonly keepsRetained?: boolean;
}

export interface Connection {
  /**
   * Aborts, with a KioskError FLEET_UNREACHABLE, or FLEET_MISBEHAVED where we have left the broker, when the connection is no more: also
   * where it does not answer what was asked of it.
   */
  readonly lost: AbortSignal;
  /** QoS 1 resolves when the broker has it. @throws KioskError FLEET_UNREACHABLE, FLEET_MISBEHAVED */
  publish(publication: Publication): Promise<void>;
  /** @throws KioskError FLEET_UNREACHABLE, also where the broker does not allow it */
  subscribe(topics: readonly string[], options?: SubscribeOptions): Promise<void>;
  /** Says goodbye; the will is then not published. */
  close(): Promise<void>;
  /** Ends without a word, as a pulled cable does. */
  cut(): void;
}

export type OpenConnection = (options: ConnectionOptions, signal: AbortSignal) => Promise<Connection>;

const CONNECT_LIMIT_MS = 15_000;
const PROXY_LIMIT_MS = 10_000;
/** Of a WebSocket: some brokers put several packets into one. */
const MOST_FRAME_BYTES = 4 * MOST_PACKET_BYTES;
/** MQTT.js does not heed the broker's receive maximum: we never have more than this, or that, under way. */
const MAX_IN_FLIGHT = 16;
/** Under way, in line, and whoever lives off it: each hears that it is lost, and hears no more once it is done. Beyond that something leaks. */
const MOST_LISTENERS = 128;

const clientOptions = (options: ConnectionOptions): IClientOptions => ({
  clientId: options.clientId,
  protocolVersion: options.protocolVersion,
  keepalive: options.keepaliveS,
  reconnectPeriod: 0,
  connectTimeout: CONNECT_LIMIT_MS,
  // 3.1.1 knows no expiry: a session kept there would be kept for ever.
  clean: options.protocolVersion === 4 || options.sessionExpiryS === 0,
  ...(options.protocolVersion === 5 && {
    // An honest broker keeps back what is larger, on any other we have an eye.
    properties: { sessionExpiryInterval: options.sessionExpiryS, maximumPacketSize: MOST_PACKET_BYTES },
  }),
  ...options.login,
  ...(options.will && { will: willOf(options.will, options.protocolVersion) }),
});

const willOf = ({ topic, payload, delayS }: Will, version: MqttVersion): NonNullable<IClientOptions['will']> => ({
  topic,
  payload: Buffer.from(payload),
  qos: 1,
  retain: true,
  ...(version === 5 && { properties: { willDelayInterval: delayS } }),
});

function addressIn({ url, tls, proxy }: ConnectionOptions): BrokerAddress {
  const wrong = (why: string): KioskError => new KioskError('CONFIG_INVALID', { where: withoutUserinfo(url), why });
  if (withoutUserinfo(url) !== url) throw wrong('who logs in is given apart from the address');
  const address = brokerAddress(url);
  if (!address) throw wrong('give the address of a broker: mqtts://HOST:PORT, or wss://HOST:PORT/PATH');
  const needsTls = proxy !== undefined || Object.keys(tls ?? {}).length > 0;
  if (needsTls && !address.isEncrypted)
    throw wrong('certificates, keys and a proxy are of use to an encrypted address only: give mqtts://HOST:PORT');
  return address;
}

/** @throws KioskError FLEET_UNREACHABLE; the signal's reason */
async function dial(options: ConnectionOptions, address: BrokerAddress, signal: AbortSignal): Promise<MqttClient> {
  const { connect, MqttClient } = await import('mqtt');
  const tls = { ...options.tls, ...(await revoked(options)) };
  const way = { to: hostPort(address), limitMs: PROXY_LIMIT_MS };
  const tunnel = options.proxy && (await openTunnel(options.proxy, way, signal));
  try {
    // From here to who hears of its errors nothing is waited for.
    const socket = socketTo(address, tls, tunnel);
    const settings = clientOptions(options);
    return address.isWeb ? connect({ ...settings, ...webOf(address, socket) }) : new MqttClient(() => socket, settings);
  } catch (cause) {
    tunnel?.destroy();
    throw unreachable(withoutUserinfo(options.url), cause);
  }
}

/** Without the list that was given nobody is let in. @throws KioskError FLEET_UNREACHABLE */
async function revoked({ url, crlFile }: ConnectionOptions): Promise<{ readonly crl?: string }> {
  if (crlFile === undefined) return {};
  try {
    return { crl: await readFile(crlFile, 'utf8') };
  } catch (cause) {
    const why = 'the list of revoked certificates cannot be read';
    throw new KioskError('FLEET_UNREACHABLE', { where: withoutUserinfo(url), why, file: crlFile }, cause);
  }
}

/** A WebSocket over a socket that is there: the address is only told to the broker. */
const webOf = ({ isEncrypted, host, port, path }: BrokerAddress, socket: Socket): IClientOptions => ({
  ...{ protocol: isEncrypted ? 'wss' : 'ws', hostname: host.includes(':') ? `[${host}]` : host, port, path },
  // What is sent is compressed or sealed already. A frame is collected before anybody sees a packet in it.
  wsOptions: { createConnection: () => socket, perMessageDeflate: false, maxPayload: MOST_FRAME_BYTES },
});

/** What the WebSocket library says of a frame of more than `maxPayload`. */
const isTooLong = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

/** @throws KioskError FLEET_UNREACHABLE, FLEET_MISBEHAVED, CONFIG_INVALID; when aborted, the signal's reason */
export const openConnection: OpenConnection = async (options, signal) => {
  signal.throwIfAborted();
  const address = addressIn(options);
  const where = withoutUserinfo(options.url);
  using deadline = new Deadline(signal, CONNECT_LIMIT_MS, () => unreachable(where, 'no answer'));
  const client = await dial(options, address, deadline.signal);
  client.handleMessage = (packet, done) => {
    if (packet.cmd !== 'publish') return done();
    const { topic, payload, dup, retain } = packet;
    const message = { topic, payload: Buffer.from(payload), duplicate: dup, retained: retain };
    options.receive(message).then(() => done(), done);
  };
  const lost = new AbortController();
  setMaxListeners(MOST_LISTENERS, lost.signal);
  const leave = (why: string): void => {
    lost.abort(new KioskError('FLEET_MISBEHAVED', { where, why }));
    client.stream.destroy();
  };
  const lose = (cause: unknown): void =>
    isTooLong(cause) ? leave('it sends a frame longer than any') : lost.abort(unreachable(where, cause));
  const meter = new PacketMeter();
  // Before MQTT.js has it.
  client.stream.prependListener('data', (chunk: Buffer) => {
    const why = lost.signal.aborted ? undefined : meter.take(chunk);
    if (why !== undefined) leave(why);
  });
  // MQTT.js keeps some of its stream's errors to itself.
  for (const source of [client, client.stream]) source.on('error', lose);
  client.on('close', () => lose('the connection was closed'));
  const connected = new Promise<number>((resolve) => {
    client.once('connect', ({ properties }) => resolve(properties?.receiveMaximum ?? MAX_IN_FLIGHT));
  });
  try {
    const receiveMaximum = await abortable(abortable(connected, lost.signal), deadline.signal);
    return new MqttConnection({
      client,
      lost: lost.signal,
      inFlight: Math.min(receiveMaximum, MAX_IN_FLIGHT),
      where,
      keepaliveMs: 1000 * options.keepaliveS,
      lose,
    });
  } catch (reason) {
    client.end(true);
    throw reason;
  }
};
