// An operator enrols somebody: one at a time, each touch shown as it is taken, and broken off when the operator goes.
import {
  Broadcast,
  type EnrolmentState,
  isFault,
  KioskError,
  type Listenable,
  outcomeMessage,
  type TouchReport,
} from '../../../protocol/index.ts';
import type { EnrolFlow } from '../../flows/enrol/enrol-flow.ts';
import type { Enrollee, EnrolRequest, EnrolResult, Placement } from '../../flows/enrol/enrol-parts.ts';
import { mustBeInOrder, plannedFingers } from '../../flows/enrol/enrol-plan.ts';
import { codeOfFault } from '../../flows/fault-codes.ts';
import type { FrontDesk } from '../../flows/front-desk.ts';
import { SOMEBODY_ENROLS } from '../../flows/prompts.ts';
import type { ServiceGate } from '../../flows/service-gate.ts';
import type { Stores } from '../../store/index.ts';
import { SessionOver } from '../session.ts';
import type { TouchPicture } from './touch-picture.ts';

export interface EnrollingParts {
  readonly enrolment: Pick<EnrolFlow, 'enrol'>;
  readonly desk: Pick<FrontDesk, 'borrow'>;
  readonly gate: Pick<ServiceGate, 'keptFor' | 'isKept'>;
  readonly stores: {
    readonly people: Pick<Stores['people'], 'readable'>;
  };
  readonly noteFault: (fault: unknown) => void;
  /** An entry before anybody is shown to the operator. */
  readonly noteShown: (pseudonym: string) => void;
  /** A bug ends the service in order. */
  readonly onBug: (bug: unknown) => void;
}

type Going = Extract<EnrolmentState, { readonly kind: 'going' }>;
type Over = Extract<EnrolmentState, { readonly kind: 'over' }>;

class GivenUp extends Error {}

export class Enrolling {
  readonly #parts: EnrollingParts;
  readonly #changes = new Broadcast<EnrolmentState>();
  readonly #picture: TouchPicture;
  #state: EnrolmentState = { kind: 'none' };
  #stop: AbortController | undefined;
  /** Whether the touch that is asked for now has been seen. */
  #isSeen = false;

  constructor(parts: EnrollingParts, picture: TouchPicture) {
    this.#parts = parts;
    this.#picture = picture;
  }

  get state(): EnrolmentState {
    return this.#state;
  }

  get changes(): Listenable<EnrolmentState> {
    return this.#changes;
  }

  /**
   * Returns once it has begun; how it goes on and ends comes as states. Rejects what is not in order before any finger is asked for.
   * @param session ends it too
   * @throws KioskError DESK_BUSY where the terminal is kept for something else; CONSENT_MISSING, USAGE
   */
  begin(request: EnrolRequest, session: AbortSignal): void {
    if (this.#stop || this.#parts.gate.isKept)
      throw new KioskError('DESK_BUSY', { what: 'the terminal is being used' });
    mustBeInOrder(request);
    const stop = new AbortController();
    this.#stop = stop;
    const follow = (): void => stop.abort(session.reason);
    session.addEventListener('abort', follow, { once: true });
    this.#picture.wipe();
    const { code } = request;
    const fingers = plannedFingers(request).map(({ finger }) => finger);
    this.#become({ kind: 'going', code, fingers, place: null, isLifting: false, touches: [] });
    void this.#enrol(request, stop.signal).finally(() => {
      session.removeEventListener('abort', follow);
      this.#stop = undefined;
    });
  }

  /** The operator gives up. Nothing of it is kept. */
  giveUp(): void {
    this.#stop?.abort(new GivenUp('the operator has given up'));
  }

  /** What it came to is read: nothing of it stands there any more. */
  clear(): void {
    if (this.#stop) return;
    this.#picture.wipe();
    this.#become({ kind: 'none' });
  }

  async #enrol(request: EnrolRequest, signal: AbortSignal): Promise<void> {
    const { enrolment, desk, gate, noteFault, onBug } = this.#parts;
    try {
      const work = (): Promise<EnrolResult> => enrolment.enrol(request, this.#enrollee, signal);
      const result = await gate.keptFor(SOMEBODY_ENROLS, () => desk.borrow(work));
      this.#become(this.#ended(request, result));
    } catch (reason) {
      this.#picture.wipe();
      // Whoever comes in next finds nothing of the one before.
      this.#become(isFault(reason) ? this.#broken(request, reason) : { kind: 'none' });
      if (isFault(reason)) noteFault(reason);
      else if (!(reason instanceof SessionOver || reason instanceof GivenUp)) onBug(reason);
    }
  }

  get #enrollee(): Enrollee {
    return {
      place: async (place) => {
        this.#isSeen = false;
        return this.#going({ place, isLifting: false });
      },
      lift: async () => {
        this.#going({ isLifting: true });
      },
      seen: ({ finger, impression, verification, image, extraction, complaint }) => {
        this.#isSeen = true;
        const said = complaint === null ? null : outcomeMessage(complaint);
        const touch = this.#picture.keep({ finger, impression, verification, image, extraction, complaint: said });
        this.#going({ touches: [...this.#touches, touch] });
      },
      // That it is another finger than before shows only once it is compared with those.
      told: ({ code }) => {
        const last = this.#touches.at(-1);
        // Of a finger that slipped there is no picture: the touch before it was good.
        if (!this.#isSeen || !last || last.complaint) return;
        this.#going({ touches: [...this.#touches.slice(0, -1), { ...last, complaint: outcomeMessage(code) }] });
      },
    };
  }

  get #touches(): readonly TouchReport[] {
    return this.#state.kind === 'none' ? [] : this.#state.touches;
  }

  #going(change: Partial<Pick<Going, 'isLifting' | 'touches'>> & { readonly place?: Placement }): boolean {
    if (this.#state.kind === 'going') this.#become({ ...this.#state, ...change });
    return true;
  }

  #ended({ code, nameTh, nameEn }: EnrolRequest, result: EnrolResult): Over {
    const over = { kind: 'over', code, touches: this.#touches } as const;
    if (result.enrolled) {
      const message = outcomeMessage('enrolled', { nameTh, nameEn });
      return { ...over, enrolled: true, reason: null, message, finger: null, alike: [] };
    }
    const { reason, finger, alike = [] } = result;
    return { ...over, enrolled: false, reason, message: outcomeMessage(reason), finger, alike: this.#named(alike) };
  }

  #named(pseudonyms: readonly string[]): Over['alike'] {
    return pseudonyms.flatMap((pseudonym) => {
      this.#parts.noteShown(pseudonym);
      const person = this.#parts.stores.people.readable(pseudonym);
      return person ? [{ code: person.code, nameTh: person.nameTh, nameEn: person.nameEn }] : [];
    });
  }

  #broken({ code }: EnrolRequest, fault: KioskError): Over {
    const finger = this.#state.kind === 'going' ? (this.#state.place?.finger ?? null) : null;
    const reason = codeOfFault(fault);
    const over = { kind: 'over', code, enrolled: false, reason, finger, alike: [] } as const;
    return { ...over, message: outcomeMessage(reason), touches: this.#touches };
  }

  #become(state: EnrolmentState): void {
    this.#state = state;
    this.#changes.send(state);
  }
}
