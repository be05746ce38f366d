// `ridged support-bundle`: what whoever helps from afar needs of a terminal, and nothing of its people. One part that fails is told, and the rest goes on.
import { access } from 'node:fs/promises';
import { Header, Pack, ReadEntry } from 'tar';
import { KioskError, systemClock } from '../../../protocol/index.ts';
import type { CommandResult } from '../run-command.ts';
import { ownFile, writeNew } from '../whole-file.ts';
import { doctor } from './doctor-part.ts';
import { files, models } from './files-part.ts';
import { journal } from './journal-part.ts';
import { machine, versions } from './machine-part.ts';
import { withoutOwners } from './masked.ts';
import { log, metrics } from './service-part.ts';
import { settings } from './settings-part.ts';
import { asJson, type SupportPart, type SupportParts, whyOf } from './support-part.ts';

export const SUPPORT_PARTS: Readonly<Record<string, SupportPart>> = {
  'versions.json': versions,
  'machine.json': machine,
  'settings.json': settings,
  'doctor.json': doctor,
  'metrics.txt': metrics,
  'journal.json': journal,
  'files.json': files,
  'models.json': models,
  'log.txt': log,
};

interface Told {
  readonly file: string;
  readonly bytes: number | null;
  /** Why it is not there. */
  readonly why: string | null;
}

/** @throws KioskError USAGE where `out` is there already, or cannot be written; when aborted, the signal's reason: nothing is there then */
export async function supportBundle(out: string, parts: SupportParts): Promise<CommandResult> {
  await mustBeNew(out);
  const texts = new Map<string, string>();
  const told: Told[] = [];
  for (const [file, part] of Object.entries(SUPPORT_PARTS)) {
    parts.signal.throwIfAborted();
    const text = await part(parts).catch((error: unknown) => {
      parts.signal.throwIfAborted();
      told.push({ file, bytes: null, why: whyOf(error) });
    });
    if (text === undefined) continue;
    const ownerless = withoutOwners(text);
    texts.set(file, ownerless);
    told.push({ file, bytes: Buffer.byteLength(ownerless), why: null });
  }
  const { assumed } = parts;
  const about = { madeAt: new Date(systemClock.nowMs()).toISOString(), folder: parts.config.data.dir, assumed };
  texts.set('contents.json', withoutOwners(asJson({ ...about, contents: told })));
  const archive = await packed(texts);
  parts.signal.throwIfAborted();
  await writeNew(out, archive, ownFile());
  const text = [
    `${out}: ${archive.length} bytes`,
    ...(assumed ? [`the settings have mistakes: ${assumed} are assumed, and ${about.folder}`] : []),
    ...told.map(line),
  ].join('\n');
  return { json: { file: out, bytes: archive.length, assumed, contents: told }, text, exitCode: 0 };
}

async function mustBeNew(out: string): Promise<void> {
  const isThere = await access(out).then(
    () => true,
    () => false,
  );
  if (isThere) throw new KioskError('USAGE', { file: out, why: 'is there already' });
}

const line = ({ file, bytes, why }: Told): string =>
  `  ${file.padEnd(14)} ${why === null ? `${bytes} bytes` : `left out: ${why}`}`;

/** In memory: no half of it lies anywhere. */
async function packed(texts: ReadonlyMap<string, string>): Promise<Buffer> {
  const pack = new Pack({ gzip: true, portable: true });
  for (const [path, text] of texts) {
    const content = Buffer.from(text);
    const entry = new ReadEntry(
      new Header({ path: `support/${path}`, size: content.length, mode: 0o600, type: 'File' }),
    );
    entry.end(content);
    pack.add(entry);
  }
  pack.end();
  return Buffer.concat(await pack.collect());
}
