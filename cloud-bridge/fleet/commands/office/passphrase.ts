// The passphrase of an officer's key: from a file of theirs, or typed where nobody sees it.
import { KioskError } from '../../../../protocol/index.ts';
import { readOwn } from '../../key-file.ts';

export type AskSecret = (prompt: string) => Promise<string>;

/** @throws KioskError USAGE where there is neither; KEY_UNAVAILABLE where others may read the file */
export async function passphraseGiven(
  prompt: string,
  { file, ask }: { readonly file: string | undefined; readonly ask: AskSecret | undefined },
): Promise<string> {
  if (file !== undefined) return await passphraseIn(file);
  if (ask) return await ask(prompt);
  throw new KioskError('USAGE', { why: 'the key is under a passphrase: give --passphrase-file FILE (one line, 0600)' });
}

export async function passphraseIn(file: string): Promise<string> {
  const text = await readOwn(file).catch((cause: unknown) => {
    if (cause instanceof KioskError) throw cause;
    throw new KioskError('USAGE', { why: `--passphrase-file ${file} cannot be read` }, cause);
  });
  if (text === undefined) throw new KioskError('USAGE', { why: `there is no ${file}` });
  const [line = ''] = text.split(/\r?\n/, 1);
  if (line === '') throw new KioskError('USAGE', { why: `${file} is empty: it has the passphrase in its first line` });
  return line;
}
