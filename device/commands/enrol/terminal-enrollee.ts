// The person at the sensor of an enrolment from the command line: told what to do in both languages.

import { type FingerPosition, type OutcomeCode, outcomeMessage } from '../../../protocol/index.ts';
import type { Enrollee, Placement } from '../../flows/enrol/enrol-parts.ts';

const FINGER_TH: Readonly<Record<FingerPosition, string>> = {
  unknown: 'นิ้ว',
  'right-thumb': 'นิ้วหัวแม่มือขวา',
  'right-index': 'นิ้วชี้ขวา',
  'right-middle': 'นิ้วกลางขวา',
  'right-ring': 'นิ้วนางขวา',
  'right-little': 'นิ้วก้อยขวา',
  'left-thumb': 'นิ้วหัวแม่มือซ้าย',
  'left-index': 'นิ้วชี้ซ้าย',
  'left-middle': 'นิ้วกลางซ้าย',
  'left-ring': 'นิ้วนางซ้าย',
  'left-little': 'นิ้วก้อยซ้าย',
};

export class TerminalEnrollee implements Enrollee {
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  async place({ finger, impression, verification }: Placement): Promise<boolean> {
    const what = verification ? 'เพื่อตรวจสอบ · to verify' : `ครั้งที่ ${impression} · touch ${impression}`;
    this.#say(`วาง${FINGER_TH[finger]} · place the ${finger.replace('-', ' ')} (${what})`);
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
