// What each command of the program needs: which officer may, whether it is written down, whether it can be cut down to some units.
import { type OfficerRole, rolesOf } from '../office/index.ts';

interface Right {
  /** `service`: acts by keys of its own, for nobody. */
  readonly who: OfficerRole | 'service';
  /** Whether the audit has it: what changes something, and what carries personal data out. A refusal is always there. */
  readonly isKept: boolean;
  /** Whether an officer of some units may: it then shows and changes what is theirs alone. */
  readonly isCut: boolean;
  /** Whether it is asked why (`--reason`). */
  readonly isGrave: boolean;
  /** Secrets among its options, and what may be a name of somebody. */
  readonly hides: readonly string[];
}

const NAMES = ['nameTh', 'nameEn', 'title', 'search'];

const right = (who: Right['who'], rest: Partial<Right> = {}): Right => ({
  ...{ who, isKept: true, isCut: false, isGrave: false, hides: NAMES },
  ...rest,
});

const SERVICE = right('service', { isKept: false });
/** Nothing of people in it. */
const LOOK = right('viewer', { isKept: false, isCut: true });
const LOOK_WHOLE = right('viewer', { isKept: false });
/** It carries out what is known of people. */
const READ = right('viewer');
const READ_CUT = right('viewer', { isCut: true });
const READ_AUDIT = right('auditor');
const WORK = right('operator');
const WORK_CUT = right('operator', { isCut: true });
/** Photos are named after whom they show. */
const WITH_PHOTO = right('operator', { isCut: true, hides: [...NAMES, 'photo', 'file'] });
const RULE = right('administrator');
/** It names somebody. */
const RULE_ONE = right('administrator', { hides: [...NAMES, 'name', 'rename'] });
const GRAVE = right('administrator', { isGrave: true });

/** By the words of the command. */
export const RIGHTS: Readonly<Record<string, Right>> = {
  ingest: SERVICE,
  deliver: SERVICE,
  monitor: SERVICE,
  simulate: SERVICE,
  trust: right('administrator'),
  'journal follow': READ,
  'journal gaps': LOOK,
  'journal accept': RULE,
  'journal take': WORK,
  'terminals list': LOOK,
  'terminals show': LOOK,
  'terminals people': READ,
  'terminals add': RULE,
  'terminals claim': right('administrator', { hides: ['code'] }),
  'terminals swap': GRAVE,
  'terminals trust': GRAVE,
  'terminals retire': GRAVE,
  'broker init': RULE,
  'broker refresh': RULE,
  'people list': READ_CUT,
  'people show': READ_CUT,
  'people onboarding': READ_CUT,
  'people add': WITH_PHOTO,
  'people import': WORK_CUT,
  'people photo': WITH_PHOTO,
  'people export': right('administrator', { isGrave: true }),
  'people remove': right('operator', { isCut: true, isGrave: true }),
  ...collective('groups'),
  'groups members add': WORK,
  'groups members remove': WORK,
  ...collective('units'),
  ...collective('sites'),
  'duplicates list': READ,
  'duplicates show': READ,
  'duplicates settle': WORK,
  'requests list': READ_CUT,
  'requests show': READ_CUT,
  'requests grant': GRAVE,
  'requests close': right('operator', { hides: [...NAMES, 'note'] }),
  'data inventory': LOOK,
  'grants compare': READ_CUT,
  'grants list': READ_CUT,
  'grants add': WORK_CUT,
  'grants remove': WORK_CUT,
  'grants offline-limit': RULE,
  'captures list': READ_CUT,
  'captures accept': WORK_CUT,
  'captures refuse': WORK_CUT,
  push: WORK,
  /** Which role an order needs follows from its kind; the terminals look at that too. */
  command: WORK,
  update: RULE,
  enrol: WORK,
  diagnose: WORK,
  'config get': LOOK_WHOLE,
  'config set': RULE,
  'config policy': RULE,
  'config trust': RULE,
  'jobs list': READ,
  'jobs show': READ,
  'jobs follow': READ,
  'jobs cancel': WORK,
  'jobs approve': RULE,
  'attendance rules list': LOOK,
  'attendance rules show': LOOK,
  'attendance rules set': RULE,
  'attendance holidays list': LOOK,
  'attendance holidays add': WORK,
  'attendance holidays import': WORK,
  'attendance holidays remove': WORK,
  ...timeBook('plan', 'add', 'import'),
  ...timeBook('leave', 'add', 'import'),
  ...timeBook('method', 'set'),
  ...timeBook('policy', 'set'),
  'attendance costs list': LOOK,
  'attendance costs set': RULE,
  'attendance costs remove': RULE,
  'attendance correct': WORK_CUT,
  'attendance overtime ask': WORK_CUT,
  'attendance overtime import': WORK_CUT,
  'attendance lieu ask': WORK_CUT,
  'attendance lieu list': READ_CUT,
  'attendance lieu remove': WORK_CUT,
  'attendance requests': READ_CUT,
  'attendance approve': WORK_CUT,
  'attendance decline': WORK_CUT,
  'report attendance': right('viewer', { isCut: true, hides: [...NAMES, 'person'] }),
  'report lieu': READ_CUT,
  'report biometrics': READ,
  'report summary': READ_CUT,
  'report terminals': READ,
  'label add': WORK,
  'label open': WORK,
  'label close': WORK,
  'label import': WORK,
  'label list': READ,
  'label sample': READ,
  'label remove': WORK,
  'export attendance': WORK_CUT,
  'export list': LOOK,
  'officers list': LOOK,
  'officers add': RULE,
  'officers units': RULE,
  /** Of themselves everybody; of others an administrator: that is for the command to see. */
  'officers rotate': right('viewer', { isCut: true, isGrave: true }),
  'officers retire': GRAVE,
  'operators list': LOOK_WHOLE,
  'operators add': RULE_ONE,
  'operators change': RULE_ONE,
  'operators key': RULE_ONE,
  'operators card': RULE_ONE,
  'operators remove': RULE_ONE,
  'operators revoke-key': RULE_ONE,
  'operators send': RULE,
  'audit list': READ_AUDIT,
  'audit export': READ_AUDIT,
  'audit verify': right('auditor', { isKept: false }),
  'approvals list': READ,
  'approvals show': READ,
  'approvals approve': WORK_CUT,
  'approvals refuse': WORK_CUT,
};

function collective(noun: string): Readonly<Record<string, Right>> {
  const look = ['list', 'show'].map((verb) => [`${noun} ${verb}`, LOOK] as const);
  const change = ['add', 'change', 'remove'].map((verb) => [`${noun} ${verb}`, RULE] as const);
  return Object.fromEntries([...look, ...change]);
}

function timeBook(noun: string, ...verbs: readonly string[]): Readonly<Record<string, Right>> {
  const names = [...verbs, 'remove'].map((verb) => [`attendance ${noun} ${verb}`, WORK_CUT] as const);
  return Object.fromEntries([...names, [`attendance ${noun} list`, READ_CUT]]);
}

/** An administrator may whatever anybody may, though their key signs for nobody as an auditor. */
export const mayDo = (role: OfficerRole, needed: OfficerRole): boolean =>
  role === 'administrator' || rolesOf(role).includes(needed);
