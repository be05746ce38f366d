// Kinds of values that several keys have, each with what is said of one that is none.
import { z } from 'zod';
import { brokerAddress } from '../../protocol/index.ts';

export const topicWord = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 small letters, digits and hyphens: it is part of the topics');

export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "04:00"');

export const isBroker = (text: string): boolean => brokerAddress(text) !== undefined;

export const isCamera = (text: string): boolean => /^(?:rtsp|https?):\/\/[^/]/.test(text);

/** They would be seen wherever the address is shown. */
export const holdsNoLogin = (text: string): boolean =>
  !URL.canParse(text) || new URL(text).username + new URL(text).password === '';

/** A folder, or a plain web address: what lets somebody in would be seen wherever it is shown, and is of no use to who fetches below it. */
export const isFolderOrPlainAddress = (text: string): boolean => {
  if (!text.includes('://')) return true;
  return /^https?:/i.test(text) && URL.canParse(text) && holdsNoLogin(text) && !/[?#]/.test(text);
};

export const path = z.string().min(1).max(4096);

/** Two lines of the screen. One schema for each key, or what is said of one would be said of all. */
export const helpText = () => z.string().trim().min(1).max(120).optional();

export const usbId = z
  .string()
  .regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/, 'must be vendor:product in hexadecimal, as lsusb prints it');
