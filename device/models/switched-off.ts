// Networks that a signed policy switches off (`models.off`): which of its names are of none that is known here.
import { PRODUCT_MANIFEST, readManifest } from '../../models/index.ts';
import { isFault } from '../../protocol/index.ts';

/**
 * Names, or names with a version, of no network of the product and of none that the configuration adds: they switch nothing off.
 * @param manifest of the configuration; where it cannot be read, any name may stand in it
 */
export async function namesOfNone(off: readonly string[], manifest?: string): Promise<readonly string[]> {
  if (off.length === 0) return [];
  try {
    const manifests = [PRODUCT_MANIFEST, ...(manifest === undefined ? [] : [manifest])];
    const read = await Promise.all(manifests.map(readManifest));
    const known = read.flatMap(({ models }) => models.flatMap(({ name, version }) => [name, `${name}@${version}`]));
    return off.filter((name) => !known.includes(name));
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    return [];
  }
}
