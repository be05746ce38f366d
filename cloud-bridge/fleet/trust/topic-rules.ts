// Who may say and hear what at the broker: made from the tables of channels, so that a new channel cannot be forgotten. Pure.
import {
  addressOf,
  DOWNWARD,
  type DownwardChannel,
  downwardChannels,
  FLEET_CHANNELS,
  type FleetChannel,
  type FleetRole,
  filterOf,
  type TerminalAddress,
} from '../../../protocol/index.ts';

/** The common name of a terminal's certificate, and so its name at the broker: `%u` in a pattern is then its branch of the tree. */
export const brokerNameOf = ({ site, terminal }: TerminalAddress): string => `${site}/${terminal}`;

interface FleetService {
  /** By which it signs: it writes the downward channels of that role. */
  readonly role: FleetRole;
  /** The upward channels that it hears, of all terminals. */
  readonly hears: readonly FleetChannel[];
}

/** No name of a terminal is one of these: theirs have a "/". */
export const SERVICES = {
  ingest: { role: 'ingest', hears: ['status', 'health', 'journal'] },
  deliver: {
    role: 'operator',
    hears: ['status', 'people/reported', 'people/captured', 'people/wanted', 'command/result', 'certificate/request'],
  },
  provider: {
    role: 'provider',
    hears: [
      'evidence',
      'gateway/card-status/request',
      'gateway/face-verification/request',
      'gateway/mobile-confirmation/request',
      'gateway/level-up/request',
    ],
  },
} as const satisfies Readonly<Record<string, FleetService>>;
export type ServiceName = keyof typeof SERVICES;

export const serviceNames = Object.keys(SERVICES).filter((name): name is ServiceName => name in SERVICES);

const isDownward = (channel: FleetChannel): channel is DownwardChannel =>
  downwardChannels.some((known) => known === channel);

export const upwardChannels: readonly FleetChannel[] = FLEET_CHANNELS.filter((channel) => !isDownward(channel));

const ROOT_OF_OWN = filterOf('status').replace('+/+/status', '%u');

/**
 * An access list of Mosquitto (mosquitto.conf(5), acl_file). What it does not name is refused: `$SYS`, other branches, and on
 * one's own branch to write what one reads.
 * @param retired SITE.TERMINAL: cut off at the next reload, also where they are connected still
 */
export const topicRules = (retired: readonly string[] = []): string =>
  [
    '# Who may say and hear what: written by ridgectl, and written anew by "ridgectl broker refresh".',
    ...retired.flatMap(cutOff),
    ...serviceNames.flatMap(rulesOf),
    '',
    '# Every terminal, on its own branch alone.',
    ...upwardChannels.map((channel) => `pattern write ${ROOT_OF_OWN}/${channel}`),
    ...downwardChannels.map((channel) => `pattern read ${ROOT_OF_OWN}/${channel}`),
    '',
  ].join('\n');

function rulesOf(name: ServiceName): readonly string[] {
  const { role, hears } = SERVICES[name];
  const says = downwardChannels.filter((channel) => DOWNWARD[channel].role === role);
  return [
    '',
    `user ${name}`,
    ...hears.map((channel) => `topic read ${filterOf(channel)}`),
    ...says.map((channel) => `topic write ${filterOf(channel)}`),
  ];
}

const cutOff = (terminal: string): readonly string[] => [
  '',
  `user ${brokerNameOf(addressOf(terminal))}`,
  'topic deny #',
];
