// For whom and for what, and whether the person agrees. Until then the card is only known to be there.
import { agreesToAllNecessary, consentOf, refusalOf, type ServiceProfile } from '../../../protocol/index.ts';
import { VisitEnd } from '../visit-end.ts';
import { prepareApp } from './app-session.ts';
import type { ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';

/** @throws VisitEnd service-unavailable, consent-declined, tampered, storage-full; the session's */
export async function agree(visit: ProveVisit, parts: ProveParts): Promise<ServiceProfile> {
  const profile = await chooseProfile(visit, parts);
  visit.dossier.profile = profile;
  visit.limit(profile.limits);
  visit.advance('profile-fits');
  await consent(visit, profile, parts);
  return profile;
}

async function chooseProfile(
  visit: ProveVisit,
  { profiles, device, evidence, counter, clock, tell }: ProveParts,
): Promise<ServiceProfile> {
  const { site, terminal, tamper } = device();
  if (tamper === 'tampered') throw new VisitEnd('tampered');
  const place = { site, terminal, nowMs: clock.nowMs() };
  const fitting = profiles().filter((profile) => refusalOf(profile, place) === undefined);
  const [first] = fitting;
  if (!first) throw new VisitEnd('service-unavailable');
  if (!evidence.hasRoom) throw new VisitEnd('storage-full');
  // Until one is chosen the strictest of them counts.
  const strictest = {
    sessionMs: Math.min(...fitting.map(({ limits }) => limits.sessionMs)),
    idleMs: Math.min(...fitting.map(({ limits }) => limits.idleMs)),
  };
  visit.limit(strictest);
  if (fitting.length > 1)
    tell({
      type: 'prove-services',
      visit: visit.number,
      services: fitting.map(({ id, service, provider }) => ({ id, name: service.name, provider: provider.name })),
      ...strictest,
    });
  return await personally(visit, () => counter.chooseService(visit.number, fitting, visit.signal));
}

async function consent(visit: ProveVisit, profile: ServiceProfile, parts: ProveParts): Promise<void> {
  const { counter, clock, tell } = parts;
  const { service, provider, notice, limits } = profile;
  const meetApp = await prepareApp(visit, profile, parts);
  tell({
    ...{ type: 'prove-notice', visit: visit.number, service: service.name, provider: provider.name },
    ...{ text: notice.text, purposes: notice.purposes, idleMs: limits.idleMs },
  });
  const leaveApp = meetApp();
  const answer = await personally(visit, () => counter.askConsent(visit.number, profile, visit.signal)).finally(
    leaveApp,
  );
  if (!agreesToAllNecessary(profile, answer.choices)) throw new VisitEnd('consent-declined');
  visit.dossier.consent = consentOf(profile, { ...answer, atMs: clock.nowMs(), nonce: visit.names.nonce });
}

/** It is the person's turn, within the idle time. */
async function personally<T>(visit: ProveVisit, work: () => Promise<T>): Promise<T> {
  visit.session.awaitPerson();
  try {
    return await work();
  } finally {
    visit.session.rest();
  }
}
