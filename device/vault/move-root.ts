// The root given from one keeper to another: the new one has it before the old one forgets it. What it sealed stays as it is.
import { holdFolder } from './folder-hold.ts';
import { forgetCopies, type KeeperOptions, keeperOf, rootsIn } from './keepers.ts';
import { type KeeperKind, unavailable } from './root-keeper.ts';
import { finishWipe } from './wipe.ts';

/** From whom. One that was cut off goes on. @throws KioskError STORE_BUSY while the service runs, KEY_UNAVAILABLE, STORE_READ_ONLY, STORE_FULL */
export async function moveRoot(dataDir: string, to: KeeperOptions): Promise<KeeperKind> {
  await finishWipe(dataDir);
  await using _held = await holdFolder(dataDir);
  const kept = await rootsIn(dataDir);
  const [from] = kept;
  if (!from) throw unavailable('there is no key here yet: it is made at the first start');
  const taker = keeperOf(dataDir, to);
  if (!kept.some(({ keeper }) => keeper.kind === to.kind)) await taker.keep(from.root);
  const taken = await taker.read();
  if (!taken) throw unavailable(`${to.kind} did not keep the key`);
  await forgetCopies(await rootsIn(dataDir), to.kind, taken);
  return from.keeper.kind;
}
