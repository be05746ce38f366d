// The counter between the person at the screen and the visit: which service, which consent, which telephone, cancel, help, touch.
import {
  abortable,
  type ConsentChoices,
  consentFault,
  KioskError,
  mobileCode,
  mobileNumber,
  type Sensitive,
  type ServiceProfile,
} from '../../../protocol/index.ts';

export interface ConsentAnswer {
  readonly choices: ConsentChoices;
  readonly language: 'th' | 'en';
}

/** `skip`: the visit goes on without a telephone. */
export type MobileAnswer =
  | { readonly act: 'number'; readonly mobile: Sensitive<string> }
  | { readonly act: 'code'; readonly code: Sensitive<string> }
  | { readonly act: 'resend' }
  | { readonly act: 'skip' };

export interface MobileQuestion {
  readonly asks: 'number' | 'code';
  /** Once more to the same number, or to another. */
  readonly mayResend: boolean;
}

/** What the person may do at any time of a visit. */
export interface VisitAtCounter {
  readonly end: (code: 'cancelled' | 'help-asked' | 'tampered') => void;
  /** The screen was touched; whether it gives the person more time. */
  readonly touched: () => boolean;
}

interface Asked<A> {
  readonly visit: number;
  /** @throws KioskError USAGE where this is no answer to what was asked */
  readonly take: (answer: A) => void;
}

export class Counter {
  #service: Asked<string> | undefined;
  #consent: Asked<ConsentAnswer> | undefined;
  #mobile: Asked<MobileAnswer> | undefined;
  #visit: (VisitAtCounter & { readonly visit: number }) | undefined;

  /** A visit begins, and may be ended by the person; returns how to say that it is over. */
  open(visit: number, { end, touched }: VisitAtCounter): () => void {
    this.#visit = { visit, end, touched };
    return () => {
      if (this.#visit?.visit === visit) this.#visit = undefined;
    };
  }

  /** One service is chosen by itself. Rejects with the signal's reason. */
  async chooseService(
    visit: number,
    profiles: readonly ServiceProfile[],
    signal: AbortSignal,
  ): Promise<ServiceProfile> {
    const [only] = profiles;
    if (only && profiles.length === 1) return only;
    return await this.#ask(signal, (resolve) => {
      const take = (id: string): void => {
        const chosen = profiles.find((profile) => profile.id === id);
        if (!chosen)
          throw new KioskError('USAGE', {
            what: 'no such service here',
            possible: profiles.map((p) => p.id).join(', '),
          });
        resolve(chosen);
      };
      this.#service = { visit, take };
      return () => {
        this.#service = undefined;
      };
    });
  }

  /** Rejects with the signal's reason. Nothing is assumed: each purpose has its choice. */
  async askConsent(visit: number, profile: ServiceProfile, signal: AbortSignal): Promise<ConsentAnswer> {
    return await this.#ask(signal, (resolve) => {
      const take = (answer: ConsentAnswer): void => {
        const fault = consentFault(profile, answer.choices);
        if (fault)
          throw new KioskError('USAGE', {
            what: `consent: ${fault}`,
            purposes: profile.notice.purposes.map(({ id }) => id).join(', '),
          });
        resolve(answer);
      };
      this.#consent = { visit, take };
      return () => {
        this.#consent = undefined;
      };
    });
  }

  /** Rejects with the signal's reason. */
  async askMobile(visit: number, question: MobileQuestion, signal: AbortSignal): Promise<MobileAnswer> {
    return await this.#ask(signal, (resolve) => {
      const take = (answer: MobileAnswer): void => {
        const fault = mobileFault(question, answer);
        if (fault !== undefined) throw new KioskError('USAGE', { what: fault });
        resolve(answer);
      };
      this.#mobile = { visit, take };
      return () => {
        this.#mobile = undefined;
      };
    });
  }

  /** The person's answers. @throws KioskError USAGE where nobody asked, or it answers something else */
  answerService(visit: number, id: string): void {
    expectAsked(this.#service, visit).take(id);
  }

  answerConsent(visit: number, answer: ConsentAnswer): void {
    expectAsked(this.#consent, visit).take(answer);
  }

  answerMobile(visit: number, answer: MobileAnswer): void {
    expectAsked(this.#mobile, visit).take(answer);
  }

  /** Cancel, or a member of staff is asked for. @throws KioskError USAGE where this visit is over */
  leave(visit: number, code: 'cancelled' | 'help-asked'): void {
    this.#present(visit).end(code);
  }

  /** Whoever is here goes no further: the cabinet was opened. */
  stop(code: 'tampered'): void {
    this.#visit?.end(code);
  }

  /** Somebody is there: the idle time begins anew while it is their turn, and nothing else does. @throws KioskError USAGE as `leave` */
  touch(visit: number): boolean {
    return this.#present(visit).touched();
  }

  #present(visit: number): VisitAtCounter {
    if (this.#visit?.visit !== visit) throw new KioskError('USAGE', { what: 'this visit is over' });
    return this.#visit;
  }

  async #ask<A>(signal: AbortSignal, offer: (resolve: (answer: A) => void) => () => void): Promise<A> {
    signal.throwIfAborted();
    let withdraw = (): void => undefined;
    const answer = new Promise<A>((resolve) => {
      withdraw = offer(resolve);
    });
    return await abortable(answer, signal).finally(withdraw);
  }
}

function expectAsked<A>(asked: Asked<A> | undefined, visit: number): Asked<A> {
  if (asked?.visit !== visit) throw new KioskError('USAGE', { what: 'nothing of the kind is asked at the moment' });
  return asked;
}

/** Without what was typed: it goes to nobody but the provider. */
function mobileFault({ asks, mayResend }: MobileQuestion, answer: MobileAnswer): string | undefined {
  const isAsked = {
    number: asks === 'number' || mayResend,
    code: asks === 'code',
    resend: asks === 'code' && mayResend,
    skip: true,
  }[answer.act];
  if (!isAsked) return `mobile: ${answer.act} is not asked for`;
  if (answer.act === 'number' && !mobileNumber.safeParse(answer.mobile.reveal()).success)
    return 'mobile: 9 to 15 digits are due';
  if (answer.act === 'code' && !mobileCode.safeParse(answer.code.reveal()).success)
    return 'mobile: a code has 4 to 8 digits';
  return undefined;
}
