// ridgectl operators key, card, revoke-key: by which keys an operator is let in.
import type { BookedOperator } from '../../operators/index.ts';
import { mustSaySomething } from '../given-options.ts';
import { openFleet } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { keysText } from './operator-text.ts';
import { tellNone } from './operators.ts';
import { type KeyOptions, takeKey } from './take-key.ts';
import { nameOfOfficer, type OperatorsOptions, senderOf, tellChange } from './tell-change.ts';

export interface AddKeyCommand extends OperatorsOptions, KeyOptions {}

/** 1 where no key was touched. */
export async function operatorsKeyCommand(name: string, options: AddKeyCommand, io: CommandIo): Promise<0 | 1> {
  mustSaySomething(options);
  const sender = await senderOf(options, io);
  await using fleet = await openFleet(options, io);
  const { operators } = fleet.register;
  const before = await operators.called(name);
  operators.mustHaveRoom(before);
  let after: BookedOperator | undefined;
  const keep: Parameters<typeof takeKey>[1]['keep'] = async (key) => {
    after = await operators.addKey(name, key, nameOfOfficer(io));
  };
  await takeKey(fleet, { who: before.name, keys: before.keys, keep }, options, io);
  if (!after) return tellNone(options, io);
  const said = `${after.name} is let in by ${keysText(after.keys)}`;
  return await tellChange(fleet, { before, after, said }, { sender, options, io });
}

export async function operatorsRevokeKeyCommand(
  name: string,
  label: string,
  options: OperatorsOptions,
  io: CommandIo,
): Promise<0> {
  const sender = await senderOf(options, io);
  await using fleet = await openFleet(options, io);
  const { operators } = fleet.register;
  const before = await operators.called(name);
  const after = await operators.revokeKey(name, label);
  const said = `${label} lets in ${after.name} no more, once terminals are told; left: ${keysText(after.keys)}`;
  return await tellChange(fleet, { before, after, said }, { sender, options, io });
}
