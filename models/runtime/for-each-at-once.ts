// Many tasks, a few at a time: what feeds a pool without filling its queue.

/** Handles every item, `limit` of them at once; after a failure begins no other, and fails with the first. */
export async function forEachAtOnce<T>(
  items: Iterable<T>,
  limit: number,
  handle: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  let failed = false;
  const handleSome = async (): Promise<void> => {
    for (let next = waiting.next(); !next.done && !failed; next = waiting.next()) await handle(next.value);
  };
  const noteFailure = (error: unknown): never => {
    failed = true;
    // As a loop that is left: whoever yields the items lets go of what they come from.
    waiting.return?.();
    throw error;
  };
  await Promise.all(Array.from({ length: limit }, () => handleSome().catch(noteFailure)));
}
