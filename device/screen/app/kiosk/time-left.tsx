// How much time there is: for this step, until the person is thought to be gone, and in all.
import type { VNode } from 'preact';
import { type OnScreen, useOnScreen } from '../screen-context.ts';
import type { ProveVisit } from '../state/prove-visit.ts';

/** So little time is left that it must be seen. */
const SOON_S = 10;

export const secondsTo = (endsAt: number, now: number): number => Math.max(0, Math.ceil((endsAt - now) / 1000));

export const clockOf = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

export function TimeLeft({ visit }: { readonly visit: ProveVisit }): VNode {
  const { state, words } = useOnScreen();
  const { now } = state;
  const isSoon = visit.idleEndsAt !== undefined && secondsTo(visit.idleEndsAt, now) <= SOON_S;
  const texts = visit.answer ? [clears(visit, now, words)] : [ofStep(visit, now, words), ofSession(visit, now, words)];
  return (
    <p class="time-left" data-soon={isSoon} role={isSoon ? 'timer' : undefined}>
      {texts.filter(Boolean).join(' · ')}
    </p>
  );
}

type Words = OnScreen['words'];

const clears = ({ clearsAt }: ProveVisit, now: number, { prove }: Words): string =>
  clearsAt === undefined ? '' : prove.clears(secondsTo(clearsAt, now));

const ofSession = ({ sessionEndsAt }: ProveVisit, now: number, { prove }: Words): string =>
  sessionEndsAt === undefined ? '' : prove.session(clockOf(secondsTo(sessionEndsAt, now)));

function ofStep(
  { challenge, idleEndsAt, mobile }: ProveVisit,
  now: number,
  { prove, mobile: ofMobile }: Words,
): string {
  if (challenge) return prove.within(secondsTo(challenge.endsAt, now));
  if (idleEndsAt !== undefined) return prove.idle(secondsTo(idleEndsAt, now));
  return mobile ? ofMobile.left(clockOf(secondsTo(mobile.endsAt, now))) : '';
}
