// Why ffmpeg ended, read from what it said: a table of its words.
import { type FaultCode, KioskError } from '../../protocol/index.ts';
import { withoutLogin } from './shown-address.ts';

interface Complaint {
  readonly said: RegExp;
  readonly code: FaultCode;
  readonly reason: string;
}

/** The first row that fits counts. */
const COMPLAINTS: readonly Complaint[] = [
  { said: /failed to execute/, code: 'HAL_UNAVAILABLE', reason: 'ffmpeg is missing: install it' },
  {
    said: /Unrecognized option|Option \S+ not found|Unknown (?:input|output) format|Unknown encoder/,
    code: 'HAL_UNAVAILABLE',
    reason: 'this ffmpeg lacks what is needed: install version 5.1 or later, as Debian builds it',
  },
  { said: /busy/i, code: 'HAL_REFUSED', reason: 'in use by another program' },
  {
    said: /Unauthorized|Forbidden|authorization failed/i,
    code: 'HAL_REFUSED',
    reason: 'login refused: correct camera.url',
  },
  {
    said: /Permission denied|Operation not permitted/,
    code: 'HAL_REFUSED',
    reason: 'not permitted: the group "video"',
  },
  { said: /Not a video capture device|Inappropriate ioctl/, code: 'HAL_REFUSED', reason: 'not a camera' },
  { said: /404 Not Found/, code: 'HAL_REFUSED', reason: 'no such stream: correct camera.url' },
  {
    said: /Cannot find a proper format|not supported by.*device|VIDIOC_S_FMT/i,
    code: 'HAL_REFUSED',
    reason: 'has no such format: set camera.format, widthPx and heightPx to one that it has',
  },
  { said: /No such (?:file or directory|device)/, code: 'HAL_DISCONNECTED', reason: 'no such device' },
  {
    said: /Connection refused|[Uu]nreachable|No route to host|timed out|Failed to resolve|not known/,
    code: 'HAL_DISCONNECTED',
    reason: 'cannot be reached',
  },
  { said: /Invalid data|[Ee]rror while decoding/, code: 'HAL_DISCONNECTED', reason: 'sends what is no picture' },
];

/** Beyond this ffmpeg's words are dropped, oldest first. */
export const MOST_COMPLAINTS_CHARACTERS = 2048;
const MOST_QUOTED_CHARACTERS = 160;

/** Every end is a fault, also one that ffmpeg calls a success: that is how it takes an unplug. */
export function faultOfEnd(
  complaints: string,
  { bus, url }: { readonly bus: string; readonly url?: string },
): KioskError {
  const found = COMPLAINTS.find(({ said }) => said.test(complaints));
  const { code, reason } = found ?? { code: 'HAL_DISCONNECTED', reason: 'ended' };
  const last = withoutLogin(complaints, url).trim().split('\n').at(-1) ?? '';
  return new KioskError(code, { device: bus, reason, said: last.slice(0, MOST_QUOTED_CHARACTERS) });
}
