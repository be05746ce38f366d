// The photo of a person that stands beside their answer: a small JPEG, for people to look at. Nobody is recognised by it.
import { z } from 'zod';

/** 8,000 of them are 190 MiB on a terminal at most; a portrait of 240 by 320 weighs half of it. */
export const MOST_PHOTO_BYTES = 24 * 1024;

const MOST_CHARACTERS = Math.ceil(MOST_PHOTO_BYTES / 3) * 4;

/** SOI and the first marker of every JPEG, in base64. */
const JPEG_BEGINS = /^\/9j\//;

/** Base64. What a browser makes of the rest is shown to one person, and decides nothing. */
export const displayPhoto = z.base64().max(MOST_CHARACTERS).regex(JPEG_BEGINS, 'is no JPEG');
