// ridged snapshots show: one picture into a file. That it was looked at, by whom and why, is in the journal before it is there.
import { type FileHandle, open, rm } from 'node:fs/promises';
import { KioskError } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import type { CommandResult } from '../run-command.ts';
import { withSnapshots } from './kept-snapshots.ts';

export interface ShowOptions {
  readonly config: Config;
  readonly seq: number;
  readonly out: string;
  readonly reason: string;
  readonly by: string;
}

/** @throws KioskError USAGE, of the vault and the stores, SEAL_BROKEN, JOURNAL_FULL: whoever cannot be noted sees nothing */
export async function showSnapshot(options: ShowOptions, signal: AbortSignal): Promise<CommandResult> {
  const { config, seq, out, by } = options;
  const reason = options.reason.trim();
  if (reason === '') throw new KioskError('USAGE', { option: '--reason', why: 'may not be empty' });
  return await withSnapshots(config, signal, async (opened) => {
    const jpeg = opened?.snapshots.open(seq);
    if (!opened || !jpeg) return { json: { seq, shown: false }, text: `entry ${seq} has no snapshot`, exitCode: 1 };
    try {
      const file = await begin(out);
      await writeInto(file, out, () => {
        opened.journal.append({ event: 'snapshot-viewed', seq, by, reason });
        return jpeg.reveal();
      });
    } finally {
      jpeg.wipe((bytes) => [bytes]);
    }
    return { json: { seq, shown: true, out }, text: `the snapshot of entry ${seq} is in ${out}`, exitCode: 0 };
  });
}

/** Nothing that is there is overwritten, and nobody else may read it. @throws KioskError USAGE with the file and why */
async function begin(out: string): Promise<FileHandle> {
  try {
    return await open(out, 'wx', 0o600);
  } catch (cause) {
    throw new KioskError('USAGE', { file: out, why: cause instanceof Error ? cause.message : '' }, cause);
  }
}

async function writeInto(file: FileHandle, out: string, content: () => Uint8Array): Promise<void> {
  try {
    await file.writeFile(content());
    await file.close();
  } catch (error) {
    await file.close();
    await rm(out, { force: true });
    throw error;
  }
}
