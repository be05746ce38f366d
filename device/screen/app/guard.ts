// A kiosk is no browser: no menu, no zoom, no dragging, nothing to be found by keys, and no way out of the page.

/** Of those with Ctrl or Meta all are refused: zoom, find, print, new windows, and the inspector. */
const KEYS = new Set([
  'F1',
  'F3',
  'F5',
  'F6',
  'F7',
  'F10',
  'F11',
  'F12',
  'BrowserBack',
  'BrowserForward',
  'ContextMenu',
]);

const isRefused = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  ctrlKey || metaKey || KEYS.has(key) || (altKey && ['ArrowLeft', 'ArrowRight', 'Home', 'F4'].includes(key));

export function standGuard(page: Document): void {
  const refuse = (event: Event): void => event.preventDefault();
  for (const type of ['contextmenu', 'dragstart', 'drop', 'dragover', 'selectstart', 'gesturestart', 'auxclick'])
    page.addEventListener(type, refuse);
  page.addEventListener('keydown', (event) => {
    if (isRefused(event)) event.preventDefault();
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
