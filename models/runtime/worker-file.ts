// Where a worker's file lies: beside its owner, .ts in the sources, .js once built (the compiler does not rewrite URLs).

/** `name` without its ending; `owner` is the `import.meta.url` of who starts the worker. */
export const workerFile = (name: string, owner: string): URL =>
  new URL(`./${name}${owner.endsWith('.ts') ? '.ts' : '.js'}`, owner);
