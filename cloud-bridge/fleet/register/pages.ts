// Long lists for a database, a page at a time.

/** Names in one statement: no database allows any number of them. */
export const IDS_AT_ONCE = 1000;

export const pagesOf = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, page) => all.slice(page * size, (page + 1) * size));
