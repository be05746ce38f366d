// The person at the sensor of an enrolment from the command line: told what to do in both languages.

import { type OutcomeCode, outcomeMessage } from '../../../protocol/index.ts';
import type { Enrollee, Placement } from '../../flows/enrol/enrol-parts.ts';
import { fingerEn, fingerTh } from '../../flows/prompts.ts';

export class TerminalEnrollee implements Enrollee {
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  async place({ finger, impression, verification }: Placement): Promise<boolean> {
    const what = verification ? 'เพื่อตรวจสอบ · to verify' : `ครั้งที่ ${impression} · touch ${impression}`;
    this.#say(`วาง${fingerTh(finger)} · place the ${fingerEn(finger)} (${what})`);
    return true;
  }

  async lift(): Promise<void> {
    this.#say('ยกนิ้วออก · lift it');
  }

  told({ code }: { readonly code: OutcomeCode }): void {
    const { th, en, doTh, doEn } = outcomeMessage(code);
    this.#say(`${th} ${doTh} · ${en} ${doEn}`);
  }
}
