// What `ridgectl command` orders, from its options: each kind says what it needs, and refuses what it has no use for.
import { KioskError, type Ordered } from '../../../../protocol/index.ts';
import { timeGiven } from '../times.ts';

export interface KindOptions {
  readonly reason?: string;
  /** Of a reboot. */
  readonly what?: 'service' | 'machine';
  /** Of set-time: `now`, or a time. */
  readonly to?: string;
  /** Of cancel. */
  readonly order?: string;
  /** Of a snapshot. */
  readonly out?: string;
  readonly yes?: boolean;
  readonly confirm?: readonly string[];
}

type Taking = Partial<Record<keyof KindOptions, 'must' | 'may'>>;

/** `cancel` and those that last have commands of their own too. */
export const COMMAND_KINDS = {
  'self-test': {},
  reboot: { what: 'may' },
  lock: { reason: 'must' },
  unlock: {},
  snapshot: { reason: 'must', out: 'may' },
  'set-time': { to: 'must' },
  'renew-keys': {},
  wipe: { reason: 'must', yes: 'may', confirm: 'may' },
  cancel: { order: 'must' },
} as const satisfies Readonly<Record<string, Taking>>;
export type CommandKind = keyof typeof COMMAND_KINDS;

const OPTIONS = ['reason', 'what', 'to', 'order', 'out', 'yes', 'confirm'] as const;

/** @throws KioskError USAGE */
export function kindGiven(text: string, options: KindOptions): CommandKind {
  if (!isKind(text)) throw usage(`${text}: the kinds are ${Object.keys(COMMAND_KINDS).join(', ')}`);
  const taken: Taking = COMMAND_KINDS[text];
  for (const name of OPTIONS) {
    if (taken[name] === 'must' && options[name] === undefined) throw usage(`${text} needs --${name}`);
    if (taken[name] === undefined && options[name] !== undefined) throw usage(`${text} has no use for --${name}`);
  }
  return text;
}

const isKind = (text: string): text is CommandKind => Object.hasOwn(COMMAND_KINDS, text);

const usage = (why: string): KioskError => new KioskError('USAGE', { why });

/** @throws KioskError USAGE; ZodError later, where what was given is no such thing */
export function orderedOf(kind: CommandKind, options: KindOptions, nowMs: number): Ordered {
  const { reason = '', what = 'service', to = 'now', order = '' } = options;
  switch (kind) {
    case 'lock':
    case 'snapshot':
    case 'wipe':
      return { kind, reason };
    case 'reboot':
      return { kind, what };
    case 'set-time':
      return { kind, utcMs: to === 'now' ? nowMs : timeGiven('--to', to) };
    case 'cancel':
      return { kind, order };
    default:
      return { kind };
  }
}

/** What cannot be taken back is named twice. @throws KioskError USAGE */
export function mustBeMeant(kind: CommandKind, terminals: readonly string[], { yes, confirm = [] }: KindOptions): void {
  if (kind !== 'wipe' || yes) return;
  const unnamed = terminals.filter((terminal) => !confirm.includes(terminal));
  if (unnamed.length > 0)
    throw usage(`everything on ${unnamed.join(', ')} is destroyed: say --confirm ${unnamed.join(' ')}, or --yes`);
}
