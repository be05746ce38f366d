// Whose card it is: by name, for the one who stands there.
import type { VNode } from 'preact';
import { useOnScreen } from '../screen-context.ts';
import type { ProveVisit } from '../state/prove-visit.ts';

export function Greeting({ visit: { person } }: { readonly visit: ProveVisit }): VNode | null {
  const { words, language } = useOnScreen();
  if (!person) return null;
  const name = language === 'th' ? person.nameTh : person.nameEn || person.nameTh;
  return <p class="name">{words.prove.greet(name)}</p>;
}
