// ridged vault: who keeps the key of all that lies in the data folder, and giving it to somebody else.
import { randomUUID } from 'node:crypto';
import { Command, Option } from 'commander';
import { systemClock } from '../../../protocol/index.ts';
import { openStores } from '../../store/index.ts';
import { KEEPER_KINDS, type KeeperKind, type KeeperOptions, moveRoot, openVault } from '../../vault/index.ts';
import { configAt, mustHoldStores, type Where, withDataFolder } from '../data-folder.ts';
import { type CommandHost, type CommandResult, runCommand } from '../run-command.ts';

export function vaultCommand(env: CommandHost['env'] = process.env, host: CommandHost = process): Command {
  const vault = new Command('vault').description('who keeps the key of all that lies in the data folder');
  const add = (name: string, description: string, example: string): Command =>
    withDataFolder(vault.command(name).description(description), `vault ${example}`);

  add('show', 'who keeps the key, and whom it signs the journal as', 'show --data /var/lib/ridged').action(
    (options: Where) => runCommand(() => show(configAt(options, env).data.dir), { json: options.json === true }, host),
  );

  add(
    'create',
    'makes the key where there is none: for a unit that runs as root before the service does',
    'create',
  ).action((options: Where) =>
    runCommand(
      async () => {
        const { data, vault: keeper } = configAt(options, env);
        await openVault({ dataDir: data.dir, keeper });
        return await show(data.dir);
      },
      { json: options.json === true },
      host,
    ),
  );

  add(
    'move',
    'gives the key of a stopped service to another keeper; what it sealed stays as it is',
    'move --to tpm2 --pcrs sha256:7',
  )
    .addOption(new Option('--to <keeper>', 'who is to keep it').choices(KEEPER_KINDS).makeOptionMandatory())
    .option('--pcrs <list>', 'registers of the TPM that must stay as they are; without it those of the configuration')
    .action((options: Where & { readonly to: KeeperKind; readonly pcrs?: string }) =>
      runCommand(
        () => {
          const { data, vault: configured } = configAt(options, env);
          return move(data.dir, { kind: options.to, pcrs: options.pcrs ?? configured.pcrs });
        },
        { json: options.json === true },
        host,
      ),
    );

  add(
    'renew-keys',
    'new keys for all that a stopped service has sealed; a running one is ordered to: ridgectl command TERMINAL renew-keys',
    'renew-keys --data /var/lib/ridged',
  ).action((options: Where) =>
    runCommand((signal) => renewKeys(configAt(options, env).data.dir, signal), { json: options.json === true }, host),
  );
  return vault;
}

/** @throws KioskError KEY_UNAVAILABLE */
async function show(dataDir: string): Promise<CommandResult> {
  const vault = await openVault({ dataDir, mayCreate: false });
  const { kid } = await vault.signer('journal');
  return {
    json: { kind: vault.kind, kid },
    text: `kept by ${vault.kind}; the journal is signed with ${kid}`,
    exitCode: 0,
  };
}

/** Stopped half way, by Ctrl-C or the power, it goes on when it is called again, or when the service starts. @throws KioskError STORE_BUSY while the service runs; of the vault and the stores */
async function renewKeys(dataDir: string, signal: AbortSignal): Promise<CommandResult> {
  mustHoldStores(dataDir);
  const vault = await openVault({ dataDir, mayCreate: false });
  await using stores = await openStores({ dataDir, vault, clock: systemClock, bootId: randomUUID() });
  const { files, resealed, unreadable } = await stores.renewKeys(signal);
  const left =
    unreadable === 0 ? '' : `; ${unreadable} do not open with the key that had sealed them, and stay as they are`;
  return {
    json: { files, resealed, unreadable },
    text: `${resealed} rows of ${files.join(', ')} are sealed with new keys${left}`,
    exitCode: unreadable === 0 ? 0 : 1,
  };
}

/** @throws KioskError STORE_BUSY while the service runs, KEY_UNAVAILABLE */
async function move(dataDir: string, to: KeeperOptions): Promise<CommandResult> {
  const from = await moveRoot(dataDir, to);
  const text =
    from === to.kind
      ? `it is kept by ${to.kind} already`
      : `kept by ${to.kind} now, and no longer by ${from}; the configuration has to say so: [vault] kind = "${to.kind}"`;
  return { json: { from, to: to.kind }, text, exitCode: 0 };
}
