// Where each message of the fleet is published: ridged/v1/<site>/<terminal>/<channel>.
import { KioskError } from '../base/index.ts';

export interface TerminalAddress {
  readonly site: string;
  readonly terminal: string;
}

export const FLEET_CHANNELS = [
  'status',
  'health',
  'journal',
  'journal/ack',
  'journal/resend',
  'people/desired',
  'people/delta',
  'people/reported',
  'people/captured',
  'people/wanted',
  'command',
  'command/result',
  'certificate/request',
  'certificate/response',
  'evidence',
  'evidence/ack',
  'gateway/card-status/request',
  'gateway/card-status/response',
  'gateway/face-verification/request',
  'gateway/face-verification/response',
  'gateway/mobile-confirmation/request',
  'gateway/mobile-confirmation/response',
  'gateway/level-up/request',
  'gateway/level-up/response',
] as const;
export type FleetChannel = (typeof FLEET_CHANNELS)[number];

/** Letters, digits, "_" and "-": safe in topics, access rules, certificates, file names; "." is left free to join two. */
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const ROOT = 'ridged/v1';

export const isSegment = (text: string): boolean => SEGMENT.test(text);

/** @throws KioskError CONFIG_INVALID where a name cannot be a topic segment */
export function terminalAddress(site: string, terminal: string): TerminalAddress {
  for (const [name, value] of Object.entries({ site, terminal }))
    if (!isSegment(value)) throw new KioskError('CONFIG_INVALID', { [name]: value, pattern: SEGMENT.source });
  return { site, terminal };
}

/** The terminal's branch of the tree; also the audience of everything that is sent down to it. */
export const topicRoot = ({ site, terminal }: TerminalAddress): string => `${ROOT}/${site}/${terminal}`;

export const topicOf = (address: TerminalAddress, channel: FleetChannel): string => `${topicRoot(address)}/${channel}`;

/** Matches `channel` of every terminal. */
export const filterOf = (channel: FleetChannel): string => `${ROOT}/+/+/${channel}`;

/** The same, each message for one of those who subscribed under this name (MQTT 5). */
export const sharedFilterOf = (share: string, channel: FleetChannel): string => `$share/${share}/${filterOf(channel)}`;

/** One name for a terminal in the whole fleet, as client id and in lists. No broker rule is confused by it. */
export const terminalName = ({ site, terminal }: TerminalAddress): string => `${site}.${terminal}`;

/** The other way round. @throws KioskError CONFIG_INVALID where it is no such name */
export function addressOf(name: string): TerminalAddress {
  const [site = '', terminal = ''] = name.split('.');
  return terminalAddress(site, terminal);
}

/** Undefined for a topic that is not ours. */
export function parseTopic(topic: string): (TerminalAddress & { readonly channel: FleetChannel }) | undefined {
  const [ridged, version, site = '', terminal = '', ...rest] = topic.split('/');
  const channel = FLEET_CHANNELS.find((known) => known === rest.join('/'));
  if (`${ridged}/${version}` !== ROOT || !isSegment(site) || !isSegment(terminal) || !channel) return undefined;
  return { site, terminal, channel };
}
