// The desk at which one command is done: who sits there, whether they may, what the audit has of it, and what waits for a second officer.
import type { Command } from 'commander';
import { KioskError } from '../../../../protocol/index.ts';
import type {
  AuditEnd,
  Change,
  NewAuditEntry,
  NewPendingAct,
  Office,
  Officer,
  OfficerKey,
  PendingAct,
} from '../../office/index.ts';
import { type RegisterView, SecondNeeded } from '../../register/index.ts';
import { mayDo, RIGHTS } from '../rights.ts';
import type { CommandIo } from '../runner.ts';
import { approvalOf, entryOf, type Outcome, outcomeOf } from './act-entry.ts';
import { pathOf } from './given.ts';
import { type Acting, identify, refused } from './identify.ts';
import { officeToAsk } from './office-option.ts';
import { pendingCommand } from './pending-kinds.ts';
import { viewOf } from './view-of.ts';

/** What every command may be told of who acts. */
interface Given {
  readonly store?: string;
  readonly as?: string;
  readonly passphraseFile?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

interface Asked {
  readonly command: Command;
  readonly path: string;
  readonly given: Given;
  readonly office: Office;
  readonly officers: readonly Officer[];
}

type Work = () => Promise<0 | 1>;

export interface Concluding {
  readonly changes: readonly Change[];
  /** The first officer of the fleet: the audit begins with them, for whom nobody else could sign. */
  readonly founder?: OfficerKey | undefined;
}

const DONE: Outcome = { code: 0, fault: null, why: null };

export class Desk {
  readonly #io: CommandIo;
  readonly #changes: Change[] = [];
  #acting: Acting | undefined;
  #approves: PendingAct | undefined;
  #isUnattended = false;
  /** Of what is done now. */
  #entry: NewAuditEntry | undefined;
  /** Writes the end of what was begun. */
  #end: (outcome: Outcome) => Promise<void> = async () => undefined;
  #isConcluded = false;
  #given: Given = {};

  constructor(io: CommandIo) {
    this.#io = io;
  }

  /** Of the officer who sits here; undefined where the fleet has none, or a service acts. */
  get view(): RegisterView | undefined {
    const note = (change: Change): void => this.note(change);
    return this.#acting && viewOf(this.#acting, { isApproved: () => this.#approves !== undefined, note });
  }

  /** Whether nobody was asked who they are: no officers of this fleet were found. */
  get isUnattended(): boolean {
    return this.#isUnattended;
  }

  /** Undefined where the fleet has no officers. */
  get acting(): Acting | undefined {
    return this.#acting;
  }

  /** What the command was told of who acts. */
  get given(): Pick<Given, 'as' | 'passphraseFile'> {
    return this.#given;
  }

  /** Something is another than before: the audit is to say so. */
  note(change: Change): void {
    this.#changes.push(change);
  }

  /** What somebody else has asked for, and whoever is here approves. */
  get approves(): PendingAct | undefined {
    return this.#approves;
  }

  /** From now on what somebody else has asked for is done, and needs nobody else. */
  approve(act: PendingAct): void {
    this.#approves = act;
  }

  /** What is done is the very command whose right was looked at. @throws KioskError OFFICER_REFUSED */
  mustBeApproved(command: Command): void {
    const { path }: Readonly<Record<string, unknown>> = Object(this.#approves?.payload);
    if (path !== pathOf(command)) throw refused(`${pathOf(command)} is not what was asked for`);
  }

  /** Does what changes officers in one transaction with the end of the act in the audit. */
  async conclude({ changes, founder }: Concluding, work: (end: AuditEnd) => Promise<void>): Promise<void> {
    const signer = founder ?? this.#acting;
    if (!this.#entry || !signer) throw new Error('nothing was begun that could end');
    const who = { officer: founder?.name ?? this.#entry.officer, kid: signer.kid };
    const told = { outcome: DONE, changes: [...this.#changes, ...changes], approves: approvalOf(this.#approves) };
    await work({ entry: { ...this.#entry, ...who, ...told, phase: 'ended' }, signer });
    this.#isConcluded = true;
  }

  /** What is left is waiting, for hours perhaps: the audit is told now of what was done. */
  async settle(): Promise<void> {
    await this.#end(DONE);
    this.#isConcluded = true;
  }

  /** Does `work` if whoever is here may, and has the audit say so. */
  async attend(command: Command, work: Work): Promise<0 | 1> {
    const path = pathOf(command);
    const right = RIGHTS[path];
    if (!right) throw new Error(`nobody has said who may do ${path}`);
    const given = command.optsWithGlobals<Given>();
    this.#given = given;
    if (right.who === 'service' || given.store === undefined) return await work();
    await using office = await officeToAsk(given.store, this.#io.clock);
    const officers = (await office?.officers.all()) ?? [];
    if (office && officers.length > 0)
      return await this.#attendOfficer({ command, path, given, office, officers }, work);
    this.#isUnattended = true;
    this.#entry = entryOf(command, given.reason);
    return await work();
  }

  async #attendOfficer(asked: Asked, work: Work): Promise<0 | 1> {
    const { command, path, given, office } = asked;
    const entry = entryOf(command, given.reason);
    let acting: Acting | undefined;
    try {
      acting = await identify({ ...asked, as: given.as, passphraseFile: given.passphraseFile }, this.#io);
      mustMay(path, acting.officer);
    } catch (reason) {
      const who = acting ? { officer: acting.officer.name, kid: acting.kid } : {};
      await office.audit.append({ ...entry, ...who, outcome: outcomeOf(reason, this.#io.signal) }, acting ?? null);
      throw reason;
    }
    mustSayWhy(path, given);
    actAs(command, acting.officer);
    this.#acting = acting;
    return RIGHTS[path]?.isKept ? await this.#kept(asked, { entry, acting }, work) : await work();
  }

  /** Begun before anything is done, ended with what came of it: what was cut off shows as begun. */
  async #kept(
    asked: Asked,
    { entry, acting }: { readonly entry: NewAuditEntry; readonly acting: Acting },
    work: Work,
  ): Promise<0 | 1> {
    const { audit } = asked.office;
    const mine = { ...entry, officer: acting.officer.name, kid: acting.kid };
    await audit.append({ ...mine, phase: 'begun' }, acting);
    this.#entry = mine;
    const end = async (outcome: Outcome): Promise<void> => {
      if (this.#isConcluded) return;
      const told = { outcome, changes: [...this.#changes], approves: approvalOf(this.#approves) };
      await audit.append({ ...mine, ...told, phase: 'ended' }, acting);
    };
    this.#end = end;
    try {
      const code = await work();
      await end({ ...DONE, code });
      return code;
    } catch (reason) {
      if (reason instanceof SecondNeeded) return await this.#keepForAnother(asked, reason, end);
      await end(outcomeOf(reason, this.#io.signal));
      throw reason;
    }
  }

  async #keepForAnother(
    { command, given }: Asked,
    { because }: SecondNeeded,
    end: (outcome: Outcome) => Promise<void>,
  ): Promise<1> {
    const id = await this.ask(await pendingCommand(command, { because, reason: given.reason ?? null }));
    await end({ code: 1, fault: null, why: `kept as ${id}: ${because}` });
    const next = `another officer has to approve it: ridgectl approvals approve ${id}`;
    if (given.json) this.#io.out(`${JSON.stringify({ pending: id, because })}\n`);
    else this.#io.out(`nothing is done yet, for ${because}; ${next}\n`);
    return 1;
  }

  /** Keeps it until another officer approves it. @returns its id @throws KioskError USAGE where the fleet has no officers */
  async ask(act: NewPendingAct): Promise<string> {
    const acting = mustAct(this);
    return (await acting.office.approvals.ask(act, acting)).id;
  }
}

/** @throws KioskError USAGE where the fleet has no officers */
export function mustAct(desk: Desk | undefined): Acting {
  if (desk?.acting) return desk.acting;
  throw new KioskError('USAGE', { why: 'this fleet has no officers yet (ridgectl officers add)' });
}

/** @throws KioskError OFFICER_REFUSED where the role is not enough, or it cannot be cut down to the officer's units */
function mustMay(path: string, { name, role, units }: Officer): void {
  const right = RIGHTS[path];
  if (!right || right.who === 'service') throw new Error(`nobody has a right to ${path}`);
  if (!mayDo(role, right.who)) throw refused(`${path} takes the role ${right.who}; ${name} is ${role}`);
  if (units.length > 0 && !right.isCut)
    throw refused(`${path} is about the whole fleet; ${name} is of ${units.join(', ')} alone`);
}

/** @throws KioskError USAGE */
function mustSayWhy(path: string, { reason }: Given): void {
  if (RIGHTS[path]?.isGrave && !reason?.trim())
    throw new KioskError('USAGE', { why: `${path} is grave: say why by --reason TEXT, for the audit` });
}

/** Who decides is who has signed. @throws KioskError USAGE where another is named */
function actAs(command: Command, { name }: Officer): void {
  if (!namesWho(command)) return;
  const said: unknown = command.getOptionValue('by');
  if (command.getOptionValueSource('by') === 'cli' && said !== name)
    throw new KioskError('USAGE', { why: `--by ${said}: it is ${name} who acts, by their key; leave --by out` });
  command.setOptionValueWithSource('by', name, 'config');
}

/** Whether its `--by` is a person, and not what people are taken together by. */
export const namesWho = (command: Command): boolean => command.options.some(({ flags }) => flags === '--by <name>');
