// 'tap' in a test file is the one of its own.

const OWN = new URL('./own-tap.mjs', import.meta.url);

export function resolve(specifier, context, nextResolve) {
  if (specifier !== 'tap' || !context.parentURL?.endsWith('.test.ts')) return nextResolve(specifier, context);
  return { url: `${OWN}?of=${encodeURIComponent(context.parentURL)}`, shortCircuit: true };
}
