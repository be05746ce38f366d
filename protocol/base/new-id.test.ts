// Ids that people type.
import { randomBytes } from 'node:crypto';
import t from 'tap';
import { newId } from './new-id.ts';

t.test('an id is never one that a command line takes for an option', (t) => {
  // 0xf8 is "-" as the first character of base64url.
  const drawn = [Buffer.alloc(16, 0xfb), Buffer.alloc(16, 0xf8), Buffer.alloc(16, 1)];
  t.equal(
    newId(() => drawn.shift() ?? Buffer.alloc(16)),
    Buffer.alloc(16, 1).toString('base64url'),
  );
  t.strictSame(drawn, [], 'those before it were put back');
  t.match(newId(randomBytes), /^[A-Za-z0-9_][\w-]{21}$/);
  t.not(newId(randomBytes), newId(randomBytes));
  t.end();
});
