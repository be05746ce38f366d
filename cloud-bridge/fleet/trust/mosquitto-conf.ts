// The configuration of a Mosquitto that serves a fleet. Pure.
import { MOST_PACKET_BYTES } from '../../packet-meter.ts';

/** What lies in the broker's folder, by its name there. */
export const BROKER_FILES = {
  config: 'mosquitto.conf',
  rules: 'topic-rules.acl',
  terminals: 'terminals-authority.pem',
  services: 'services-authority.pem',
  certificate: 'broker.pem',
  key: 'broker.key',
  revoked: 'revoked.pem',
} as const;

export interface BrokerPlan {
  /** Where its files lie on the machine of the broker. */
  readonly folder: string;
  /** Terminals come here, by certificates of their own. */
  readonly port: number;
  /** The fleet's own services come here, by those of theirs. */
  readonly servicesPort: number;
  /** Terminals come here too, by WebSocket with TLS; without it the lines for 443 are there to be uncommented. */
  readonly webSocketPort?: number | undefined;
  /** Address to listen at; without it all of the machine. */
  readonly bind?: string | undefined;
  /** Who Mosquitto becomes where root starts it. */
  readonly runAs: string;
  /** Where it keeps what it must not forget. */
  readonly dataFolder: string;
}

/** mosquitto.conf(5), for Mosquitto 2. */
export function mosquittoConf(plan: BrokerPlan): string {
  const { folder, port, servicesPort, webSocketPort, bind, runAs, dataFolder } = plan;
  const at = (file: keyof typeof BROKER_FILES): string => `${folder}/${BROKER_FILES[file]}`;
  const where = bind === undefined ? '' : ` ${bind}`;
  const tls = [`certfile ${at('certificate')}`, `keyfile ${at('key')}`, 'require_certificate true'];
  const identity = ['use_identity_as_username true', 'tls_version tlsv1.2'];
  // A terminal is its certificate: none can push another off by taking its client id.
  const terminals = [
    `cafile ${at('terminals')}`,
    `crlfile ${at('revoked')}`,
    ...tls,
    ...identity,
    'use_username_as_clientid true',
  ];
  return [
    '# A broker for a fleet of ridged terminals: written once by "ridgectl broker init", yours to change.',
    '# After topic-rules.acl or revoked.pem were written anew: kill -HUP $(pidof mosquitto)',
    `user ${runAs}`,
    'allow_anonymous false',
    `acl_file ${at('rules')}`,
    'sys_interval 0',
    '',
    '# What it keeps through a restart.',
    'persistence true',
    `persistence_location ${dataFolder}/`,
    'autosave_interval 60',
    'persistent_client_expiration 7d',
    '',
    '# A terminal keeps its journal itself: what does not fit here is sent again.',
    `max_packet_size ${MOST_PACKET_BYTES}`,
    'max_inflight_messages 20',
    'max_queued_messages 1000',
    'max_queued_bytes 67108864',
    'max_keepalive 600',
    '',
    '# Terminals.',
    `listener ${port}${where}`,
    ...terminals,
    '',
    "# The fleet's own services: no certificate of a terminal opens this door.",
    `listener ${servicesPort}${where}`,
    `cafile ${at('services')}`,
    ...tls,
    ...identity,
    '',
    '# Terminals, by WebSocket with TLS, where a network lets only port 443 pass. Mosquitto 2.0 does not heed crlfile here: a',
    '# terminal that is retired is kept out by the rules, and its old certificate is good again once its name has joined anew.',
    ...[`listener ${webSocketPort ?? 443}${where}`, 'protocol websockets', ...terminals].map((line) =>
      webSocketPort === undefined ? `#${line}` : line,
    ),
    '',
  ].join('\n');
}
