// A mobile number that the provider confirms: it sends the code and checks it; here both are typed, passed on and forgotten (D-026, D-046).
import {
  type ContactResult,
  Deadline,
  type GatewayAnswer,
  type MobileComplaint,
  type Sensitive,
  type ServiceProfile,
} from '../../../protocol/index.ts';
import { answerOrNone, questionNames } from './ask-provider.ts';
import type { MobileAnswer } from './counter.ts';
import type { ContactFinding } from './dossier.ts';
import type { ProveParts } from './prove-parts.ts';
import type { ProveVisit } from './prove-visit.ts';

interface Confirming {
  readonly profile: ServiceProfile;
  readonly parts: ProveParts;
}

type Act = { readonly step: 'send'; readonly mobile: string } | { readonly step: 'check'; readonly code: string };

/** What is kept of the session for evidence and answer: a proof that is there is not lost over a telephone. */
const RESERVE_MS = 3000;

class TooLong extends Error {}

/** Undefined where the profile does not ask for it. @throws the visit's end */
export async function confirmMobile(visit: ProveVisit, confirming: Confirming): Promise<ContactFinding | undefined> {
  const { profile, parts } = confirming;
  if (profile.steps.mobile === 'off') return undefined;
  visit.advance('to-mobile');
  const limitMs = Math.max(0, Math.min(parts.policy.prove.mobile.limitMs, visit.sessionLeftMs - RESERVE_MS));
  const result = await visit.outside('mobile', async () => {
    using limit = new Deadline(visit.signal, limitMs, () => new TooLong());
    try {
      return await talk(visit, confirming, { signal: limit.signal, endsAtMs: parts.clock.monotonicMs() + limitMs });
    } catch (reason) {
      if (reason instanceof TooLong) return 'too-long';
      throw reason;
    }
  });
  parts.tell({ type: 'prove-contact', visit: visit.number, result });
  return { type: 'mobile', result, atMs: Math.round(parts.clock.nowMs()) };
}

interface Until {
  readonly signal: AbortSignal;
  /** Monotonic. */
  readonly endsAtMs: number;
}

async function talk(visit: ProveVisit, confirming: Confirming, until: Until): Promise<ContactResult> {
  const { codeTries, resends } = confirming.parts.policy.prove.mobile;
  const rest = { triesLeft: codeTries, mayResend: resends > 0 };
  const first = await ask(visit, { asks: 'number', ...rest, complaint: null }, { confirming, until });
  if (first.act !== 'number') return 'declined';
  const sent = await send(visit, first.mobile, confirming, until);
  return sent === 'sent' ? await askCode(visit, first.mobile, { confirming, until }) : sent;
}

interface Talking {
  readonly confirming: Confirming;
  readonly until: Until;
}

/** Until it is confirmed, or the tries are used up. */
async function askCode(visit: ProveVisit, mobile: Sensitive<string>, talking: Talking): Promise<ContactResult> {
  const { codeTries, resends } = talking.confirming.parts.policy.prove.mobile;
  let [triesLeft, resendsLeft] = [codeTries, resends];
  let complaint: MobileComplaint | null = null;
  while (triesLeft > 0) {
    const asked = { asks: 'code', triesLeft, mayResend: resendsLeft > 0, complaint } as const;
    const answer = await ask(visit, asked, talking);
    if (answer.act === 'skip') return 'declined';
    const result = await pass(visit, answer, { mobile, ...talking });
    if (!mayGoOn(result)) return result;
    complaint = result === 'sent' ? null : result;
    if (result === 'sent') resendsLeft -= 1;
    else triesLeft -= 1;
  }
  return 'wrong-code';
}

const mayGoOn = (result: ContactResult | 'sent'): result is MobileComplaint | 'sent' =>
  result === 'sent' || result === 'wrong-code' || result === 'expired';

/** A code to be checked, or to be sent once more: to the same number, or to another where it was mistyped. */
async function pass(
  visit: ProveVisit,
  answer: Exclude<MobileAnswer, { act: 'skip' }>,
  { mobile, confirming, until }: Talking & { readonly mobile: Sensitive<string> },
): Promise<ContactResult | 'sent'> {
  if (answer.act === 'code') return await check(visit, answer.code, confirming, until);
  return await send(visit, answer.act === 'number' ? answer.mobile : mobile, confirming, until);
}

async function ask(
  visit: ProveVisit,
  asked: {
    readonly asks: 'number' | 'code';
    readonly triesLeft: number;
    readonly mayResend: boolean;
    readonly complaint: MobileComplaint | null;
  },
  { confirming: { parts }, until: { signal, endsAtMs } }: Talking,
): Promise<MobileAnswer> {
  const leftMs = Math.max(0, Math.round(endsAtMs - parts.clock.monotonicMs()));
  const answer = parts.counter.askMobile(visit.number, asked, signal);
  parts.tell({ type: 'prove-mobile', visit: visit.number, ...asked, leftMs });
  const given = await answer;
  if (given.act === 'number') visit.holdings.keep(given.mobile);
  if (given.act === 'code') visit.holdings.keep(given.code);
  parts.tell({ type: 'prove-mobile', visit: visit.number, ...asked, asks: 'nothing', leftMs });
  return given;
}

/** Only the word that a code is on its way lets the person type one. */
async function send(
  visit: ProveVisit,
  mobile: Sensitive<string>,
  confirming: Confirming,
  until: Until,
): Promise<'sent' | 'refused' | 'not-answered'> {
  const result = await tellProvider(visit, { step: 'send', mobile: mobile.reveal() }, confirming, until);
  return result === undefined ? 'not-answered' : result === 'sent' ? 'sent' : 'refused';
}

async function check(
  visit: ProveVisit,
  code: Sensitive<string>,
  confirming: Confirming,
  until: Until,
): Promise<ContactResult> {
  const result = await tellProvider(visit, { step: 'check', code: code.reveal() }, confirming, until);
  code.wipe();
  return result === undefined ? 'not-answered' : result === 'sent' ? 'refused' : result;
}

async function tellProvider(
  visit: ProveVisit,
  act: Act,
  { profile, parts }: Confirming,
  { signal }: Until,
): Promise<GatewayAnswer<'mobile-confirmation'>['result'] | undefined> {
  const { gateway, clock } = parts;
  if (!gateway) return undefined;
  const body = { ...questionNames(visit, profile, clock), act };
  const { key } = profile.provider;
  const question = { service: 'mobile-confirmation', body, key, limitMs: profile.limits.statusMs } as const;
  return (await answerOrNone({ signal }, parts, () => gateway.ask(question, signal)))?.result;
}
