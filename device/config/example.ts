// The commented example file, written from the schema, so that the two cannot differ.
import { aboutKeys, keysOf, sectionNames } from './schema.ts';

const INTRO = `# Configuration of one terminal: every key with its default. All of it may be left out.
# Any key may also be set in the environment: sensor.maxBaud is RIDGED_SENSOR_MAX_BAUD.
# Thresholds, rates, gates, retry limits and rights do not stand here: they come in signed policy alone.
# (restart): takes effect at the next start. "ridged config check" finds mistakes, "ridged config show" tells what holds.`;

export function renderExample(): string {
  const blocks = sectionNames.map((section) => {
    const lines = Object.entries(keysOf(section)).map(([key, schema]) => {
      const { text = '', restart = false } = aboutKeys.get(schema) ?? {};
      const value = schema.parse(undefined);
      const setting = value === undefined ? `# ${key} =` : `${key} = ${JSON.stringify(value)}`;
      return `${setting.padEnd(34)} # ${text}${restart ? ' (restart)' : ''}`;
    });
    return [`[${section}]`, ...lines].join('\n');
  });
  return `${[INTRO, ...blocks].join('\n\n')}\n`;
}
