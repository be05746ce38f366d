// What somebody may use, terminal by terminal, beside their colleagues of the same unit: seen before it is saved, and after.
import { addressOf } from '../../../protocol/index.ts';
import {
  type ComparedRight,
  comparedRights,
  type Grantee,
  grantsLike,
  isBeyond,
  isMissing,
  isTo,
  meantBy,
  type NewRegistered,
  newRegisteredSchema,
  placeOf,
} from '../register/index.ts';
import { isRetired } from '../trust/index.ts';
import type { OpenFleet } from './register-option.ts';
import { tableOf } from './table.ts';

export interface BesideOptions {
  /** Whose own grants are theirs too. */
  readonly like?: Pick<Grantee, 'id'> | undefined;
  /** The colleagues; that of the person where nobody has said. */
  readonly unit?: string;
  readonly nowMs: number;
}

/** @param person who is registered, or is to be */
export async function rightsBeside(
  { register, store }: OpenFleet,
  person: NewRegistered & { readonly id?: string },
  { like, unit, nowMs }: BesideOptions,
): Promise<readonly ComparedRight[]> {
  const { id = '', ...given } = person;
  const who = { ...newRegisteredSchema.parse(given), id };
  const [people, booked] = [await register.people.all(), await register.grants.all()];
  const grants = like ? [...booked, ...grantsLike(booked, like.id, id)] : booked;
  const name = unit ?? who.unit;
  const meant = meantBy(await register.collectives.all(), 'unit', name);
  const isColleague = (one: Grantee): boolean =>
    one.id !== id && name !== '' && isTo({ to: { kind: 'unit', name }, meant: { to: meant, at: meant } }, one);
  const terminals = (await store.terminals()).filter((row) => !isRetired(row));
  const places = terminals.map(({ terminal }) => placeOf(addressOf(terminal)));
  return comparedRights(who, { colleagues: people.filter(isColleague), places, grants }, nowMs);
}

export function rightsText(rights: readonly ComparedRight[]): string {
  if (rights.length === 0) return 'no terminal has been heard of yet\n';
  const rows = rights.map((right) => [
    ...[right.terminal, right.isGranted ? 'granted' : 'no right', `${right.colleagues} of ${right.of}`],
    isMissing(right) ? 'most colleagues may' : isBeyond(right) ? 'no colleague may' : '',
  ]);
  return tableOf(['TERMINAL', 'RIGHT', 'COLLEAGUES', 'DIFFERENCE'], rows);
}
