// ridged release: for whoever publishes the software. A folder of it becomes an archive, and a signed word of what that is.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { KioskError, openRelease, type Release, signRelease } from '../../../protocol/index.ts';
import {
  digestOfFile,
  makePublisherKey,
  openPublisherKey,
  packRelease,
  publishersIn,
  releaseIn,
  treeOf,
} from '../../update/index.ts';
import { type CommandHost, type CommandResult, runCommand } from '../run-command.ts';

interface PackOptions {
  readonly key: string;
  readonly out: string;
  readonly hardware?: readonly string[];
  readonly passphraseFile?: string;
}

interface Json {
  readonly json?: true;
}

export function releaseCommand(host: CommandHost = process): Command {
  const release = new Command('release').description('for whoever publishes the software: signed releases of it');
  const ended = ({ json }: Json, work: (signal: AbortSignal) => Promise<CommandResult>): Promise<void> =>
    runCommand(work, { json: json === true }, host);
  release
    .command('keygen <file>')
    .description('a new key to publish with, and FILE.pub, which terminals are given by "ridged update trust"')
    .option('--passphrase-file <file>', 'the key is sealed by the first line of it')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExample:\n  ridged release keygen publisher.key --passphrase-file secret')
    .action((file: string, options: Pick<PackOptions, 'passphraseFile'> & Json) =>
      ended(options, async () => {
        const kid = await makePublisherKey(file, await passphraseOf(options));
        return {
          json: { kid, file, publicFile: `${file}.pub` },
          text: `${kid}: ${file}, and ${file}.pub for the terminals`,
          exitCode: 0,
        };
      }),
    );
  release
    .command('pack <folder>')
    .description('an archive of a folder that "make package" has made, and the signed release beside it')
    .requiredOption('--key <file>', 'of the publisher')
    .option('--passphrase-file <file>', 'of the key')
    .option('--out <dir>', 'where both are written', '.')
    .option('--hardware <names...>', 'for these machines alone, as "ridged update status" calls them')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  ridged release pack build/package/amd64/root/usr/lib/ridged --key publisher.key --out releases',
    )
    .action((folder: string, options: PackOptions & Json) => ended(options, (signal) => pack(folder, options, signal)));
  release
    .command('show <release>')
    .description('what a signed release says; exit code 1 where it is signed by none of the publishers that are named')
    .option('--publishers <dir>', 'a folder of their .pem files')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  ridged release show ridged-1.4.0-231-amd64.jws --publishers /var/lib/ridged-releases/publishers',
    )
    .action((file: string, options: { readonly publishers?: string } & Json) =>
      ended(options, () => show(file, options)),
    );
  return release;
}

/** @throws KioskError USAGE, UPDATE_REFUSED, KEY_UNAVAILABLE */
async function pack(folder: string, options: PackOptions, signal: AbortSignal): Promise<CommandResult> {
  const note = await releaseIn(folder);
  if (!note) throw new KioskError('USAGE', { why: `${folder} has no release.json: make package writes one` });
  const key = await openPublisherKey(options.key, await passphraseOf(options));
  // No ending by which a web server takes it for something that a browser should unpack.
  const name = join(options.out, `ridged-${note.version}-${note.release}-${note.architecture}`);
  const [archive, signed] = [`${name}.ridged`, `${name}.jws`];
  await mkdir(options.out, { recursive: true });
  await packRelease(folder, archive);
  const release: Release = {
    ...{ format: 1, product: 'ridged', ...note, hardware: options.hardware ?? [] },
    ...{ archive: await digestOfFile(archive, signal), tree: await treeOf(folder, signal), madeMs: Date.now() },
  };
  await writeFile(signed, await signRelease(release, key), { flush: true });
  return {
    json: { release, archive, signed, publisher: key.kid },
    text: `release ${note.release} (${note.version}, ${note.architecture}): ${archive}\nsigned by ${key.kid}: ${signed}`,
    exitCode: 0,
  };
}

/** @throws KioskError USAGE, SIGNATURE_BROKEN, PROTOCOL_MALFORMED, FLEET_UNTRUSTED */
async function show(file: string, { publishers }: { readonly publishers?: string }): Promise<CommandResult> {
  const jws = await readFile(file).catch((cause: unknown) => {
    throw new KioskError('USAGE', { why: `${file} cannot be read` }, cause);
  });
  const release = await openRelease(jws, publishers === undefined ? 'anybody' : await publishersIn([publishers]));
  const { release: number, version, architecture, hardware, archive } = release;
  const fits = hardware.length === 0 ? architecture : `${architecture}, ${hardware.join(', ')} alone`;
  const who =
    publishers === undefined ? 'nobody was asked whether its publisher is one' : 'its publisher is among these';
  return {
    json: { release },
    text: `release ${number} (${version}) for ${fits}: ${archive.bytes} bytes, SHA-256 ${archive.sha256}; ${who}`,
    exitCode: 0,
  };
}

/** Undefined where none is named. @throws KioskError USAGE */
async function passphraseOf({ passphraseFile }: Pick<PackOptions, 'passphraseFile'>): Promise<string | undefined> {
  if (passphraseFile === undefined) return undefined;
  const text = await readFile(passphraseFile, 'utf8').catch((cause: unknown) => {
    throw new KioskError('USAGE', { why: `${passphraseFile} cannot be read` }, cause);
  });
  const [line = ''] = text.split(/\r?\n/, 1);
  if (line === '') throw new KioskError('USAGE', { why: `${passphraseFile} has no passphrase in its first line` });
  return line;
}
