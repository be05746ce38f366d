// A kiosk is no browser: no menu, no zoom, no dragging, nothing to be found by keys, and no way out of the page.

/** What the page itself makes something of; anything else is refused, whatever the browser would do with it. */
const KEYS = new Set([
  ...['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '-', 'Enter', 'Backspace', 'Escape', 'Tab', ' '],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'],
]);

interface Guard {
  /** Where names are typed: letters too. */
  readonly mayType?: boolean;
}

/** With Ctrl, Alt or Meta all are refused: zoom, find, print, new windows, going back, and the inspector. */
function isRefused({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, { mayType = false }: Guard): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  return !KEYS.has(key) && !(mayType && isTyped(key));
}

/** A character, one that is still being composed, or what takes one away. */
const isTyped = (key: string): boolean => Array.from(key).length === 1 || ['Delete', 'Dead', 'Process'].includes(key);

const REACHED = 'button:not(:disabled), input:not(:disabled), a[href]';

export function standGuard(page: Document, guard: Guard = {}): void {
  const refuse = (event: Event): void => event.preventDefault();
  for (const type of ['contextmenu', 'dragstart', 'drop', 'dragover', 'selectstart', 'gesturestart', 'auxclick'])
    page.addEventListener(type, refuse);
  page.addEventListener('keydown', (event) => {
    if (isRefused(event, guard)) event.preventDefault();
    else if (event.key === 'Tab') stayOnPage(page, event);
  });
  // What is touched is not what Enter presses next.
  page.addEventListener('mousedown', (event) => {
    if (event.target instanceof Element && event.target.closest('button')) event.preventDefault();
  });
  const zoom = (event: WheelEvent): void => {
    if (event.ctrlKey) event.preventDefault();
  };
  page.addEventListener('wheel', zoom, { passive: false });
  page.addEventListener(
    'touchmove',
    (event) => {
      if (event.touches.length > 1) event.preventDefault();
    },
    { passive: false },
  );
}

/** Behind the last of its buttons comes the first again, and not the browser's own. */
function stayOnPage(page: Document, event: KeyboardEvent): void {
  const reached = [...page.querySelectorAll<HTMLElement>(REACHED)];
  const [first, last] = event.shiftKey ? [reached.at(-1), reached[0]] : [reached[0], reached.at(-1)];
  const isAtEnd = page.activeElement === last || !reached.some((element) => element === page.activeElement);
  if (!isAtEnd) return;
  event.preventDefault();
  first?.focus();
}
