// The first byte of every answer: what the module says became of the command.
import { KioskError } from '../base/index.ts';

interface Confirmation {
  readonly code: number;
  readonly text: string;
  /** Who can mend it: nobody needs to, the person on the glass, or we. */
  readonly whose: 'nobody' | 'person' | 'ours';
}
const confirmations = <N extends string>(table: Readonly<Record<N, Confirmation>>): Readonly<Record<N, Confirmation>> =>
  table;

export const zfmConfirmations = confirmations({
  ok: { code: 0x00, text: 'done', whose: 'nobody' },
  'packet-error': { code: 0x01, text: 'the module could not read the packet', whose: 'ours' },
  'no-finger': { code: 0x02, text: 'no finger on the glass', whose: 'person' },
  'image-failed': { code: 0x03, text: 'the finger could not be imaged', whose: 'person' },
  'too-messy': { code: 0x06, text: 'the image is too messy for features', whose: 'person' },
  'too-few-features': { code: 0x07, text: 'the image shows too few features', whose: 'person' },
  'no-match': { code: 0x08, text: 'the two fingers differ', whose: 'person' },
  'not-found': { code: 0x09, text: 'the finger is not in the library', whose: 'person' },
  'merge-failed': { code: 0x0a, text: 'the impressions are not of one finger', whose: 'person' },
  'bad-page': { code: 0x0b, text: 'no such page in the library', whose: 'ours' },
  'template-unreadable': { code: 0x0c, text: 'the stored template cannot be read', whose: 'ours' },
  'template-upload-failed': { code: 0x0d, text: 'the template could not be sent', whose: 'ours' },
  'cannot-receive': { code: 0x0e, text: 'the module cannot take data packets now', whose: 'ours' },
  'image-upload-failed': { code: 0x0f, text: 'the image could not be sent', whose: 'person' },
  'delete-failed': { code: 0x10, text: 'the template could not be deleted', whose: 'ours' },
  'clear-failed': { code: 0x11, text: 'the library could not be cleared', whose: 'ours' },
  'wrong-password': { code: 0x13, text: 'the password is wrong', whose: 'ours' },
  'no-valid-image': { code: 0x15, text: 'the module holds no image', whose: 'person' },
  'flash-error': { code: 0x18, text: 'the flash memory cannot be written', whose: 'ours' },
  'undefined-error': { code: 0x19, text: 'undefined error', whose: 'ours' },
  'bad-register': { code: 0x1a, text: 'no such parameter', whose: 'ours' },
  'bad-setting': { code: 0x1b, text: 'the parameter does not take this value', whose: 'ours' },
  'bad-notepad-page': { code: 0x1c, text: 'no such page in the notepad', whose: 'ours' },
  'port-error': { code: 0x1d, text: 'the port of the module failed', whose: 'ours' },
  'library-full': { code: 0x1f, text: 'the library is full', whose: 'ours' },
  'wrong-address': { code: 0x20, text: 'the address is wrong', whose: 'ours' },
  'password-needed': { code: 0x21, text: 'the password must be verified first', whose: 'ours' },
  'template-empty': { code: 0x22, text: 'the page holds no template', whose: 'ours' },
  'library-empty': { code: 0x24, text: 'the library is empty', whose: 'ours' },
  'timed-out': { code: 0x26, text: 'the module waited too long', whose: 'person' },
  exists: { code: 0x27, text: 'the finger is in the library already', whose: 'person' },
  'sensor-fault': { code: 0x29, text: 'the sensor hardware failed', whose: 'ours' },
  unsupported: { code: 0xfc, text: 'the module does not know this command', whose: 'ours' },
  'hardware-fault': { code: 0xfd, text: 'the module hardware failed', whose: 'ours' },
  'execution-failed': { code: 0xfe, text: 'the command could not be carried out', whose: 'ours' },
});
export type ZfmConfirmationName = keyof typeof zfmConfirmations;

const names = new Map<number, ZfmConfirmationName>();
for (const [name, { code }] of Object.entries(zfmConfirmations)) names.set(code, name as ZfmConfirmationName); // its keys

/** The name of a code; a code nobody published counts as undefined error. */
export const zfmConfirmationName = (code: number): ZfmConfirmationName => names.get(code) ?? 'undefined-error';

/** The fault of a command that was answered with something it cannot go on with. */
export function zfmRefusal(command: string, code: number): KioskError {
  const name = zfmConfirmationName(code);
  return new KioskError('HAL_REFUSED', { command, answer: name, code, meaning: zfmConfirmations[name].text });
}
