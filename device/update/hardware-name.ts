// What this machine is called by whoever made it: a release may be for one kind alone.
import { readFile } from 'node:fs/promises';

/** The board of an ARM machine; the product of any other. */
const SOURCES = ['/proc/device-tree/model', '/sys/class/dmi/id/product_name'];

/** As releases write it: "raspberry-pi-4-model-b-rev-1.5"; undefined where nobody says. */
export async function hardwareName(sources: readonly string[] = SOURCES): Promise<string | undefined> {
  for (const source of sources) {
    const said = await readFile(source, 'utf8').catch(() => '');
    const name = said
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 63);
    if (name !== '') return name;
  }
  return undefined;
}
