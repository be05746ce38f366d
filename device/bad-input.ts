// What was given is wrong, not the device: exit code 2 on the command line, status 400 over HTTP.

import type { FaultCode, KioskError } from '../protocol/index.ts';

const BAD_INPUT: ReadonlySet<FaultCode> = new Set(['USAGE', 'IMAGE_UNREADABLE', 'IMAGE_SIZE', 'TEMPLATE_MALFORMED']);

export const isBadInput = ({ code }: KioskError): boolean => BAD_INPUT.has(code);
