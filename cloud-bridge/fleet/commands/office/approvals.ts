// ridgectl approvals: what waits for a second officer, and what they say.
import { KioskError } from '../../../../protocol/index.ts';
import type { PendingAct } from '../../office/index.ts';
import { mayDo } from '../rights.ts';
import { type CommandIo, plain } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { tableOf, timeOf } from '../table.ts';
import { mustAct } from './desk.ts';
import { type Acting, refused } from './identify.ts';
import { type ApprovingOptions, PENDING_KINDS } from './pending-kinds.ts';

export async function approvalsListCommand(
  options: ApprovingOptions & { readonly all?: boolean },
  io: CommandIo,
): Promise<0> {
  const { office } = mustAct(io.desk);
  const acts = (await office.approvals.all()).filter(({ state }) => options.all || state === 'waits');
  if (options.json) io.out(`${JSON.stringify({ pending: acts })}\n`);
  else if (acts.length === 0) io.out('nothing waits for a second officer\n');
  else io.out(tableOf(['ID', 'WHAT', 'WHY IT WAITS', 'ASKED BY', 'ASKED', 'UNTIL', 'STATE', 'BY'], acts.map(rowOf)));
  return 0;
}

const rowOf = (act: PendingAct): readonly string[] => [
  ...[act.id, act.what, act.because, act.by, timeOf(act.atMs), timeOf(act.untilMs), act.state, act.decidedBy ?? ''],
];

export async function approvalsShowCommand(id: string, options: ApprovingOptions, io: CommandIo): Promise<0> {
  const act = await mustAct(io.desk).office.approvals.byId(id);
  if (options.json) io.out(`${JSON.stringify(act)}\n`);
  else {
    const { payload, ...rest } = act;
    const lines = Object.entries(rest).map(([name, value]) => `${name}: ${value ?? '-'}`);
    io.out(`${[...lines, `payload: ${JSON.stringify(payload)}`].map(plain).join('\n')}\n`);
  }
  return 0;
}

/** Decided first, then done: whatever cuts it off, it is not done twice. */
export async function approvalsApproveCommand(id: string, options: ApprovingOptions, io: CommandIo): Promise<0 | 1> {
  const acting = mustAct(io.desk);
  const { approvals } = acting.office;
  const asked = await approvals.byId(id);
  const kind = PENDING_KINDS[asked.kind];
  if (!kind)
    throw new KioskError('USAGE', { why: `this program does not know what ${asked.kind} is: nothing is approved` });
  mustMay(acting, kind.right(asked.payload));
  await kind.check(asked.payload);
  const act = await approvals.decide(id, 'approved', acting);
  io.desk?.approve(act);
  try {
    const code = await kind.carryOut(act, { options, io });
    await approvals.finish(id, code === 0 ? 'done' : 'failed', null);
    sayTo(io)(`${act.by} has asked for it, ${acting.officer.name} has approved it`);
    return code;
  } catch (reason) {
    await approvals.finish(id, 'failed', reason instanceof Error ? reason.message : null);
    throw reason;
  }
}

/** Approving takes the right to do it. */
function mustMay({ officer }: Acting, needed: { role: Parameters<typeof mayDo>[1]; isCut: boolean }): void {
  if (!mayDo(officer.role, needed.role))
    throw refused(`approving it takes the role ${needed.role}; ${officer.name} is ${officer.role}`);
  if (officer.units.length > 0 && !needed.isCut)
    throw refused(`it is about the whole fleet; ${officer.name} is of ${officer.units.join(', ')} alone`);
}

/** Whoever asked may take it back so. */
export async function approvalsRefuseCommand(id: string, options: ApprovingOptions, io: CommandIo): Promise<0> {
  const acting = mustAct(io.desk);
  const act = await acting.office.approvals.decide(id, 'refused', acting);
  io.desk?.note({ kind: 'pending', id, before: { state: 'waits' }, after: { state: 'refused' } });
  if (options.json) io.out(`${JSON.stringify({ refused: id })}\n`);
  else io.out(plain(`what ${act.by} asked for is refused: ${act.what}`).concat('\n'));
  return 0;
}
