// What the fleet may set from afar of what a technician sets on site: nothing that could cut the terminal off from it, or name a file or a device.
import type { Layer, ReadLayer } from './layer.ts';
import type { Mistake } from './mistake.ts';
import { nearest } from './nearest.ts';

export interface SettingsState {
  /** Of the signed order; it only rises. */
  readonly version: number;
  /** By "section.key". */
  readonly values: Readonly<Record<string, unknown>>;
}

export const REMOTE_KEYS: readonly string[] = [
  'terminal.timeZone',
  'terminal.language',
  'screen.helpTh',
  'screen.helpEn',
  'camera.widthPx',
  'camera.heightPx',
  'camera.framesPerSecond',
  'camera.rotation',
  'fleet.newestFirst',
  'fleet.flushPerSecond',
  'clock.repeatWindowMs',
  'clock.dayStartsAt',
  'clock.longestShiftHours',
  'clock.proposeOutFrom',
  'clock.proposeOutUntil',
  'clock.face',
];

const asItIs = (key: string): string => key;

export function settingsLayer({ version, values }: SettingsState): ReadLayer {
  const source = `fleet, version ${version}`;
  const given = Object.entries(values);
  const known = given.filter(([name]) => REMOTE_KEYS.includes(name));
  const mistakes = given.filter(([name]) => !REMOTE_KEYS.includes(name)).map(([name]) => notRemote(source, name));
  return { layer: { source, settings: nested(known), lineOf: () => null, nameOf: asItIs }, mistakes };
}

function nested(given: readonly (readonly [string, unknown])[]): Layer['settings'] {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [name, value] of given) {
    const [section = '', key = ''] = name.split('.');
    sections[section] = { ...sections[section], [key]: value };
  }
  return sections;
}

function notRemote(source: string, key: string): Mistake {
  const meant = nearest(key, REMOTE_KEYS);
  const suggestion = meant ? `did you mean ${meant}?` : `these can: ${REMOTE_KEYS.join(', ')}`;
  return { source, line: null, key, wrong: 'cannot be set from afar', suggestion };
}
