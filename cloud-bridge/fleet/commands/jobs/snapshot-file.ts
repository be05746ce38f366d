// The picture of a snapshot, into a new file for its owner alone.
import { writeFile } from 'node:fs/promises';
import { KioskError } from '../../../../protocol/index.ts';
import type { BookedJob } from '../../jobs/index.ts';
import type { OpenFleet } from '../register-option.ts';

/** @returns its bytes; undefined where there is no picture, or not any more. @throws KioskError USAGE where the file cannot be written, or is there */
export async function saveSnapshot({ register }: OpenFleet, job: BookedJob, file: string): Promise<number | undefined> {
  const answer = await register.jobs.answers.of(job, 'snapshot');
  if (!answer) return undefined;
  const jpeg = Buffer.from(answer.jpeg, 'base64');
  await writeFile(file, jpeg, { flag: 'wx', mode: 0o600 }).catch((cause: unknown) => {
    throw new KioskError('USAGE', { why: `--out ${file} cannot be written, or is there already` }, cause);
  });
  return jpeg.length;
}
