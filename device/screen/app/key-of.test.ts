// What a key types: digits and letters by their place under a Thai layout, a sign never as the digit that shares its key.
import t from 'tap';
import { directionOf, isCharacter, keyOf } from './key-of.ts';

const pressed = (key: string, code: string, { shiftKey = false, isCaps = false } = {}): string =>
  keyOf({ key, code, shiftKey, getModifierState: () => isCaps });

t.test('digits are known by their place, and a sign above one is no digit', async (t) => {
  t.equal(pressed('5', 'Digit5'), '5');
  t.equal(pressed('ถ', 'Digit5'), '5');
  t.equal(pressed('7', 'Numpad7'), '7');
  t.equal(pressed('%', 'Digit5', { shiftKey: true }), '%');
  t.equal(pressed('๒', 'Digit3', { shiftKey: true }), '๒', 'and a Thai one is another');
});

t.test('letters are those that are typed; under a Thai layout those of their place, large or small', async (t) => {
  t.equal(pressed('a', 'KeyA'), 'a');
  t.equal(pressed('A', 'KeyA', { shiftKey: true }), 'A');
  t.equal(pressed('q', 'KeyA'), 'q', 'where a layout has Latin letters they are believed');
  t.equal(pressed('ฟ', 'KeyA'), 'a');
  t.equal(pressed('ฤ', 'KeyA', { shiftKey: true }), 'A');
  t.equal(pressed('ฟ', 'KeyA', { isCaps: true }), 'A');
  t.equal(pressed('ฤ', 'KeyA', { shiftKey: true, isCaps: true }), 'a');
  t.equal(pressed('ข', 'Minus'), 'ข');
});

t.test('IN and OUT have keys that type nothing', async (t) => {
  t.equal(directionOf(pressed('+', 'NumpadAdd')), 'in');
  t.equal(directionOf(pressed('F2', 'F2')), 'out');
  t.equal(directionOf(pressed('-', 'Minus')), undefined, 'a hyphen of a badge');
  const typed = ['a', '1', '-', ' ', 'ข', 'Enter', 'Shift', 'Process', pressed('+', 'NumpadAdd')].filter(isCharacter);
  t.strictSame(typed, ['a', '1', '-', ' ', 'ข']);
});
