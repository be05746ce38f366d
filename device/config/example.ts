// The commented example file, written from the schema, so that the two cannot differ.

import { aboutKeys } from './about-keys.ts';
import { HEAD } from './head.ts';
import { keysOf, sectionNames } from './schema.ts';
import { FILE_VERSION } from './versions.ts';

const INTRO = `# Configuration of one terminal: every key with its default. All of it may be left out.
# Any key may also be set in the environment: sensor.maxBaud is RIDGED_SENSOR_MAX_BAUD.
# Thresholds, rates, gates, retry limits and rights do not stand here: they come in signed policy alone.
# (restart): takes effect at the next start. "ridged config check" finds mistakes, "ridged config show" tells what holds.`;

export function renderExample(): string {
  const head = [line('version', FILE_VERSION, HEAD.version), line('profile', undefined, HEAD.profile)].join('\n');
  const blocks = sectionNames.map((section) => {
    const lines = Object.entries(keysOf(section)).map(([key, schema]) => {
      const { text = '', restart = false } = aboutKeys.get(schema) ?? {};
      return line(key, schema.parse(undefined), `${text}${restart ? ' (restart)' : ''}`);
    });
    return [`[${section}]`, ...lines].join('\n');
  });
  return `${[INTRO, head, ...blocks].join('\n\n')}\n`;
}

function line(key: string, value: unknown, text: string): string {
  const setting = value === undefined ? `# ${key} =` : `${key} = ${JSON.stringify(value)}`;
  return `${setting.padEnd(34)} # ${text}`;
}
