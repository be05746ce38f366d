// ridgectl captures: whoever was enrolled at a terminal and whom a manager has to decide about.
import type { BookedCapture } from '../register/index.ts';
import { openFleet, type RegisterOptions } from './register-option.ts';
import type { CommandIo } from './runner.ts';
import { tableOf, timeOf } from './table.ts';

export interface CapturesOptions extends RegisterOptions {
  readonly json?: boolean;
}

export interface DecideOptions extends CapturesOptions {
  readonly by: string;
}

const WORDS = {
  'unknown-code': 'nobody has registered this code',
  'has-fingers': 'the fleet knows them by other fingers',
} as const;

export async function capturesListCommand(options: CapturesOptions, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const held = await fleet.register.captures.held();
  if (options.json) io.out(`${JSON.stringify({ held: held.map(shownOf) })}\n`);
  else if (held.length === 0) io.out('nobody is held\n');
  else io.out(tableOf(['CAPTURE', 'TERMINAL', 'CODE', 'NAME', 'ENROLLED', 'BY', 'WHY IT IS HELD'], held.map(cellsOf)));
  return 0;
}

export async function capturesAcceptCommand(id: string, options: DecideOptions, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const { code } = await fleet.register.captures.accept(id, options.by);
  const said = `accepted: ${code} is the fleet's, by what the terminal has captured (ridgectl push)`;
  io.out(options.json ? `${JSON.stringify({ capture: id, outcome: 'taken', code })}\n` : `${said}\n`);
  return 0;
}

export async function capturesRefuseCommand(id: string, options: DecideOptions, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const { fields, place } = await fleet.register.captures.refuse(id, options.by);
  const said = `refused: ${place.terminal} is told not to know ${fields.code} by it (ridgectl push)`;
  io.out(options.json ? `${JSON.stringify({ capture: id, outcome: 'refused', code: fields.code })}\n` : `${said}\n`);
  return 0;
}

const shownOf = ({ id, place, fields, enroller, capturedMs, receivedMs, why }: BookedCapture) => ({
  ...{ capture: id, terminal: place.terminal, code: fields.code, nameTh: fields.nameTh, nameEn: fields.nameEn },
  ...{ enroller, capturedMs, receivedMs, why },
});

const cellsOf = ({ id, place, fields, enroller, capturedMs, why }: BookedCapture): readonly string[] => [
  ...[id, place.terminal, fields.code, fields.nameTh || fields.nameEn, timeOf(capturedMs), enroller],
  why === null ? '' : WORDS[why],
];
