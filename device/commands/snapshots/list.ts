// ridged snapshots list: which visits have a picture. None is looked at.
import type { Config } from '../../config/index.ts';
import type { CommandResult } from '../run-command.ts';
import { withSnapshots } from './kept-snapshots.ts';

const KIB = 1024;

/** @throws KioskError of the vault and the stores */
export async function listSnapshots(config: Config, signal: AbortSignal): Promise<CommandResult> {
  return await withSnapshots(config, signal, (opened) => {
    const kept = opened?.snapshots.list() ?? [];
    const json = kept.map(({ seq, takenMs, bytes }) => ({ seq, taken: new Date(takenMs).toISOString(), bytes }));
    const lines = json.map(
      ({ seq, taken, bytes }) => `${String(seq).padStart(9)}  ${taken}  ${Math.ceil(bytes / KIB)} KiB`,
    );
    return { json, text: lines.length > 0 ? lines.join('\n') : 'no snapshots are kept here', exitCode: 0 };
  });
}
