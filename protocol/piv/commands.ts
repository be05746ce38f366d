// What a PIV card is told: NIST SP 800-73-4, part 2, chapter 3. Numbers as the standard prints them.
import { encodeCommand, encodeDataObject, SHORT_ANSWER_BYTES } from '../apdu/index.ts';

/** Part 1, 2.2: without its version, so that every one is found. */
export const PIV_AID = Uint8Array.of(0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00);

/** Part 2, 3.2.1. P2 names the PIN of the PIV application; P1 = FF forgets that it was right. */
export const VERIFY = { ins: 0x20, pin: 0x80, forget: 0xff } as const;
/** Part 2, 3.2.4, and SP 800-78-4, tables 6-1 and 6-2: ECDSA on P-256, the PIV Authentication key. */
export const GENERAL_AUTHENTICATE = { ins: 0x87, p256: 0x11, authentication: 0x9a } as const;
/** Part 2, 3.1.2. */
export const GET_DATA = { ins: 0xcb, p1: 0x3f, p2: 0xff } as const;

export const PIV_TAG = {
  /** Dynamic authentication template, and what is in it: part 2, table 7. */
  template: 0x7c,
  challenge: 0x81,
  response: 0x82,
  /** Part 2, table 4: the list of what is asked for, and what is answered. */
  wanted: 0x5c,
  data: 0x53,
  /** Part 1, appendix A, table 10: X.509 Certificate for PIV Authentication. */
  certificate: 0x70,
  certificateInfo: 0x71,
} as const;

const AUTHENTICATION_CERTIFICATE = Uint8Array.of(0x5f, 0xc1, 0x05);

const PIN_BYTES = 8;
const PIN_PADDING = 0xff;
const [ZERO, NINE] = [0x30, 0x39] as const;
const LEAST_PIN_DIGITS = 6;

/** Part 2, 2.4.3: six to eight digits. Anything else would cost a try for nothing. */
export const isPivPin = (pin: Uint8Array): boolean =>
  pin.length >= LEAST_PIN_DIGITS && pin.length <= PIN_BYTES && pin.every((digit) => digit >= ZERO && digit <= NINE);

/** Costs no try, and tells how many there are. */
export const askTries = (): Uint8Array => encodeCommand({ cla: 0x00, ins: VERIFY.ins, p1: 0x00, p2: VERIFY.pin });

export const forgetPin = (): Uint8Array =>
  encodeCommand({ cla: 0x00, ins: VERIFY.ins, p1: VERIFY.forget, p2: VERIFY.pin });

/** The one place outside of `pin` where its digits stand: to be zeroed once it is sent. */
export function verifyPin(pin: Uint8Array): Uint8Array {
  const header = [0x00, VERIFY.ins, 0x00, VERIFY.pin, PIN_BYTES];
  const command = new Uint8Array(header.length + PIN_BYTES).fill(PIN_PADDING);
  command.set(header);
  command.set(pin, header.length);
  return command;
}

/** Part 2, 3.2.4 and appendix A.3: 82 is empty, for that is what is asked for. */
export function signHash(hash: Uint8Array): Uint8Array {
  const nothing = encodeDataObject(PIV_TAG.response, new Uint8Array());
  const challenge = encodeDataObject(PIV_TAG.challenge, hash);
  const data = encodeDataObject(PIV_TAG.template, Uint8Array.of(...nothing, ...challenge));
  const { ins, p256: p1, authentication: p2 } = GENERAL_AUTHENTICATE;
  return encodeCommand({ cla: 0x00, ins, p1, p2, data, expects: SHORT_ANSWER_BYTES });
}

export const getCertificate = (): Uint8Array => {
  const data = encodeDataObject(PIV_TAG.wanted, AUTHENTICATION_CERTIFICATE);
  return encodeCommand({ cla: 0x00, ...GET_DATA, data, expects: SHORT_ANSWER_BYTES });
};
