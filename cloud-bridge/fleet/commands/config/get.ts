// ridgectl config get: what was ordered to last at a terminal, and what it says that it holds.
import { LASTING_KINDS, type LastingKind, type LastingOrder } from '../../jobs/index.ts';
import { mustSaySomething } from '../given-options.ts';
import { stateText } from '../jobs/job-text.ts';
import { listText } from '../operators/operator-text.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf } from '../table.ts';
import { theTerminal } from '../terminal-name.ts';
import { refusedVersion, reportedVersion } from './reported.ts';

export interface ConfigGetCommand extends RegisterOptions {
  readonly json?: boolean;
}

interface Told {
  readonly kind: LastingKind;
  /** As the terminal has signed. */
  readonly holds: number;
  /** As it says at its births, which nobody signs. */
  readonly reported: number;
  /** Held, and not followed. */
  readonly refuses: number;
  readonly ordered: LastingOrder | undefined;
}

/** 1 where the terminal has not signed that it holds what is to hold there, or says that it holds another. */
export async function configGetCommand(name: string, options: ConfigGetCommand, io: CommandIo): Promise<0 | 1> {
  mustSaySomething(options);
  await using fleet = await openFleet(options, io);
  const row = await theTerminal(fleet.store, name);
  const told: Told[] = [];
  for (const kind of LASTING_KINDS) {
    const { newest, pending, takenVersion: holds } = await fleet.register.jobs.lastingAt(kind, row.terminal);
    told.push({
      ...{ kind, holds, reported: reportedVersion(row, kind), refuses: refusedVersion(row, kind) },
      ordered: pending ?? newest,
    });
  }
  const { policy: policyVersion = null } = row.birth?.versions ?? {};
  if (options.json) {
    const each = told.map(({ kind, ordered, ...held }) => [kind, { ...held, ordered: ordered ?? null }]);
    io.out(`${JSON.stringify({ terminal: row.terminal, policyVersion, ...Object.fromEntries(each) })}\n`);
  } else {
    io.out(plain(`${row.terminal}: policy ${policyVersion ?? 'not told yet'} (reported, not proven)`).concat('\n'));
    io.out(tableOf(['KIND', 'HOLDS', 'REPORTED, NOT PROVEN', 'ORDERED', 'STATE', 'BY', ''], told.map(rowOf)));
  }
  return told.every(isInPlace) ? 0 : 1;
}

function isInPlace({ holds, reported, ordered }: Told): boolean {
  const version = ordered?.what.version ?? 0;
  return holds === version && reported === version;
}

const versionText = (version: number): string => (version === 0 ? '-' : `${version}`);

const reportedText = ({ reported, refuses }: Pick<Told, 'reported' | 'refuses'>): string =>
  `${versionText(reported)}${refuses === 0 ? '' : `, REFUSES ${refuses}`}`;

const rowOf = ({ kind, holds, ordered, ...said }: Told): readonly string[] => [
  ...[kind, versionText(holds), reportedText(said), versionText(ordered?.what.version ?? 0)],
  ...[ordered ? stateText(ordered) : '', ordered?.by ?? '', ordered ? contentOf(ordered.what) : ''],
];

/** Keys by their names: the rest of them says nothing to people. */
function contentOf(what: LastingOrder['what']): string {
  if (what.kind === 'trust') return `${what.keys.length} keys`;
  if (what.kind === 'operators') return listText(what.operators);
  return Object.entries(what.values)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(' ');
}
