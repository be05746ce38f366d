// The certificate of an operator's card from the command line: kept for the fleet, or why there is none.
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openVirtualReader, otherCard, type VirtualChip, VirtualPiv } from '../../../hal/index.ts';
import { systemClock } from '../../../protocol/index.ts';
import { cardCertificate } from './card-command.ts';

const { signal } = new AbortController();

/** Self-signed, of an invented operator; their private keys are nowhere. */
const P256 = Uint8Array.from(
  Buffer.from(
    'MIIBjDCCATOgAwIBAgIUKwb+4soZ9Pd57m5TlZBg+cJJbiMwCgYIKoZIzj0EAwIwHDEaMBgGA1UEAwwRSW52ZW50ZWQgb3BlcmF0b3IwHhcNMjYxMjAxMDU1NjA3WhcNMzYxMTI4MDU1NjA3WjAcMRowGAYDVQQDDBFJbnZlbnRlZCBvcGVyYXRvcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGs/QZ9Bx445Kj2MaAkB5j//Awcnoi3GrgW5SzbJArgslBq/qE6Qp49yqrOh+TkP0DD5ZVfO/F7574SYxgAc+COjUzBRMB0GA1UdDgQWBBTTYUaY8uvV9NL6RDZ8Wug024p3YjAfBgNVHSMEGDAWgBTTYUaY8uvV9NL6RDZ8Wug024p3YjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIHVACJfAZJJ6tPEYf2jHi39+4MWJUAWPzW10rOW0JbVCAiBER79mcDgWhdHnlusO7q7nBdbDnn+Qq5cNATUk3rZK+A==',
    'base64',
  ),
);
const P384 = Uint8Array.from(
  Buffer.from(
    'MIIByTCCAVCgAwIBAgIUCstV+bms8pJwTqZwYUuvQXaOa7owCgYIKoZIzj0EAwIwHDEaMBgGA1UEAwwRSW52ZW50ZWQgb3BlcmF0b3IwHhcNMjYxMjAxMDU1NjA3WhcNMzYxMTI4MDU1NjA3WjAcMRowGAYDVQQDDBFJbnZlbnRlZCBvcGVyYXRvcjB2MBAGByqGSM49AgEGBSuBBAAiA2IABNQQMQVgHv/wNpiSrd8GY25M+ylx3JIhLq74qDxBLsS5e9V87pmDfUA0rbAMVowKL1dRh100EbQ0KlULzOPwdO3ErYfitrsywFOmZ655YQM52oVD+xt+4FtHUzblWmxo2aNTMFEwHQYDVR0OBBYEFLkrafwqRDQQ9Qgzk0R5XcMXdoqRMB8GA1UdIwQYMBaAFLkrafwqRDQQ9Qgzk0R5XcMXdoqRMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDZwAwZAIwPYkjZHFGE6dbJjoUnL8Ah4qBMu4NfiJqBevCiWnMwnYrownZCD2OKEq3AC87WDmUAjBiKyykCk6s8Z5NUpU15sbZfu8NBngKDa3wvLz2LVLzrfEEnxDok/BKtYVLdSe4X9c=',
    'base64',
  ),
);

async function keep(chip: VirtualChip | undefined, out: string) {
  await using reader = await openVirtualReader(
    { bus: { kind: 'in-process' }, paced: false },
    { clock: systemClock, random: Math.random },
  );
  if (chip) await reader.insert(chip);
  return await cardCertificate({ out, wait: 0.2 }, signal, async () => reader.openReaders());
}

t.test('the certificate of a card is kept as PEM, with its key as the fleet names it', async (t) => {
  const file = join(t.testdir(), 'somchai.pem');
  const { json, text, exitCode } = await keep(new VirtualPiv({ certificate: P256 }), file);
  t.equal(exitCode, 0);
  t.match(text, /ridgectl operators card NAME --public-key .*somchai\.pem/);
  const kept = new X509Certificate(readFileSync(file));
  t.equal(Buffer.compare(kept.raw, P256), 0);
  const publicKey = kept.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  t.match(json, { read: true, file, subject: 'CN=Invented operator', publicKey });
});

t.test('a card without a usable certificate is a clean no, and leaves nothing of it in the file', async (t) => {
  const answers: readonly (readonly [VirtualChip | undefined, string])[] = [
    [new VirtualPiv(), 'no-certificate'],
    [new VirtualPiv({ certificate: P256, isCompressed: true }), 'compressed'],
    [new VirtualPiv({ certificate: P384 }), 'other-key'],
    [new VirtualPiv({ certificate: Uint8Array.of(0x30, 0x00) }), 'card-unreadable'],
    [otherCard('bank-card'), 'not-a-piv-card'],
    [otherCard('upside-down'), 'card-upside-down'],
    [undefined, 'no-card'],
  ];
  const file = join(t.testdir(), 'none.pem');
  for (const [chip, reason] of answers) {
    const { json, text, exitCode } = await keep(chip, file);
    t.strictSame(json, { read: false, reason });
    t.match(text, new RegExp(`^${reason}: `));
    t.equal(exitCode, 1);
  }
  t.ok(!existsSync(file) || statSync(file).size === 0);
  await t.rejects(keep(undefined, t.testdirName), { code: 'USAGE' }, 'a folder is no file');
  await t.rejects(cardCertificate({ out: file, reader: '' }, signal), { code: 'USAGE' });
});
