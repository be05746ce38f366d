// What a thread was handed of a picture: a copy of its own, or the caller's very memory.

/** Zeroes a copy; shared memory stays the caller's, who may have put another picture there by now. */
export function wipeCopy(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer) bytes.fill(0);
}
