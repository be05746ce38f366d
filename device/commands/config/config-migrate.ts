// `ridged config migrate`: a file of an older version becomes one of this version, and stays beside it as it was.
import { readFile, realpath, stat } from 'node:fs/promises';
import { type Clock, KioskError } from '../../../protocol/index.ts';
import { checkConfig, FILE_VERSION, invalidBy, migrate } from '../../config/index.ts';
import type { CommandResult } from '../run-command.ts';
import { writeWhole } from '../whole-file.ts';

/** @throws KioskError CONFIG_INVALID of a file with mistakes; USAGE where nothing can be written there: it stays as it is in either case */
export async function configMigrate(file: string | undefined, clock: Pick<Clock, 'nowMs'>): Promise<CommandResult> {
  if (file === undefined) throw new KioskError('USAGE', { option: '--config', why: 'which file it is has to be said' });
  const check = checkConfig({ file, env: {} });
  if (!check.ok) throw invalidBy(check.mistakes);
  // Where a link leads to, or it would be one no more.
  const path = await realpath(file);
  const before = await readFile(path, 'utf8');
  const migration = migrate(file, before);
  if (!migration) {
    const text = `${file} is of version ${FILE_VERSION} already`;
    return { json: { file, version: FILE_VERSION, from: FILE_VERSION, backup: null, retired: [] }, text, exitCode: 0 };
  }
  const { from, toml, retired } = migration;
  const owner = await stat(path);
  const backup = `${path}.v${from}-${stamp(clock.nowMs())}`;
  await writeWhole(backup, before, owner);
  await writeWhole(path, toml, owner);
  const text = [
    `${file} is of version ${FILE_VERSION} now; as it was: ${backup}`,
    ...retired.map((key) => `  ${key} is a comment now`),
  ].join('\n');
  return { json: { file, version: FILE_VERSION, from, backup, retired }, text, exitCode: 0 };
}

/** 20261201T120000Z */
const stamp = (utcMs: number): string => new Date(utcMs).toISOString().replace(/[-:]|\.\d+/g, '');
