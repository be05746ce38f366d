// "Raise my level": the citizen's app waits for the result. It names its session by a code at the notice, or reads one from the kiosk.
import type { Scan } from '../../../hal/index.ts';
import {
  appSessionOf,
  type LevelUpResult,
  type Listenable,
  Sensitive,
  type ServiceProfile,
  signAppTicket,
} from '../../../protocol/index.ts';
import { APP_WORDS } from './app-words.ts';
import { answerOrNone, questionNames } from './ask-provider.ts';
import type { ProveAnswer } from './prove-answer.ts';
import type { ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';

/** Called when the notice is on the screen; returns what ends it. */
export type MeetApp = () => () => void;

const NOBODY: MeetApp = () => () => undefined;

/** What takes time is done before the notice is shown. @throws KioskError KEY_UNAVAILABLE */
export async function prepareApp(visit: ProveVisit, profile: ServiceProfile, parts: ProveParts): Promise<MeetApp> {
  const { levelUp } = profile.steps;
  if (levelUp === 'show') return await codeForApp(visit, profile, parts);
  return levelUp === 'scan' && parts.scans ? codeOfApp(visit, parts.scans, parts) : NOBODY;
}

/**
 * While the notice is on the screen: the person stands there with both hands free, the camera is still off, and may yet leave. The
 * first code counts, and none after the choices are made: whoever stands behind cannot put in another.
 */
const codeOfApp =
  (visit: ProveVisit, scans: Listenable<Scan>, { tell }: ProveParts): MeetApp =>
  () => {
    const stop = scans.listen(({ text, symbology }) => {
      if (visit.app) return;
      const session = symbology === 'qr' ? appSessionOf(text.reveal()) : undefined;
      if (session !== undefined) visit.app = new Sensitive(session);
      const state = session === undefined ? 'not-a-code' : 'taken';
      tell({ type: 'prove-app', visit: visit.number, state, message: APP_WORDS[state] });
    });
    tell({ type: 'prove-app', visit: visit.number, state: 'asked', message: APP_WORDS.asked });
    return stop;
  };

/** Signed by the terminal, for this provider, until the session ends (D-124). */
async function codeForApp(visit: ProveVisit, profile: ServiceProfile, parts: ProveParts): Promise<MeetApp> {
  const { site, terminal } = parts.device();
  const { appTicket: jti } = visit.names;
  const iat = Math.floor(parts.clock.nowMs() / 1000);
  const exp = iat + Math.ceil(profile.limits.sessionMs / 1000);
  const claims = { iss: `${site}/${terminal}`, aud: profile.provider.id, jti, iat, exp };
  const text = await signAppTicket(claims, await parts.signer());
  return () => {
    visit.app = new Sensitive(jti);
    parts.tell({
      ...{ type: 'prove-app-code', visit: visit.number, text, expiresAtMs: exp * 1000, message: APP_WORDS.show },
      leftMs: Math.max(0, Math.round(exp * 1000 - parts.clock.nowMs())),
    });
    return () => undefined;
  };
}

export type AppResult = LevelUpResult | 'not-answered';

/** After the answer: what came of the visit, and nothing of who it was. The proof stands whatever the app hears. */
export async function tellApp(
  visit: ProveVisit,
  { evidenceId, outcome }: ProveAnswer,
  { parts, stop }: { readonly parts: ProveParts; readonly stop: AbortSignal },
): Promise<AppResult | null> {
  const { gateway, clock } = parts;
  const { profile } = visit.dossier;
  if (!visit.app || !profile || evidenceId === null) return null;
  const names = questionNames(visit, profile, clock);
  const body = { ...names, appSession: visit.app.reveal(), evidence: evidenceId, outcome };
  const { key } = profile.provider;
  const question = { service: 'level-up', body, key, limitMs: profile.limits.statusMs } as const;
  // By then the card may be pulled: the person was told to take it. Only the end of the service ends this.
  const ask = async (): Promise<AppResult | undefined> => (await gateway?.ask(question, stop))?.result;
  const state = (await answerOrNone({ signal: stop }, parts, ask).catch(ifStopped(stop))) ?? 'not-answered';
  parts.tell({ type: 'prove-app', visit: visit.number, state, message: APP_WORDS[state] });
  return state;
}

const ifStopped =
  (stop: AbortSignal) =>
  (reason: unknown): undefined => {
    if (!stop.aborted) throw reason;
  };
