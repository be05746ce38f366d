// The public key of an operator's card, out of the files that people have.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import t from 'tap';
import { Authority, noOpenssl } from '../../fixtures/certificates.ts';
import { cardPem } from '../../fixtures/operator-keys.ts';
import { cardKeyIn } from './card-key.ts';

const read = (pem: string) => cardKeyIn(pem, { label: 'card-1', from: 'somchai.pem' });

t.test('a public key is kept as its SubjectPublicKeyInfo', async (t) => {
  const pem = cardPem();
  const { publicKey, ...rest } = read(pem);
  t.strictSame(rest, { kind: 'card', label: 'card-1' });
  t.strictSame(Buffer.from(publicKey, 'base64url'), createPublicKey(pem).export({ type: 'spki', format: 'der' }));
});

t.test('a certificate has the key within', { skip: noOpenssl }, async (t) => {
  const { cert } = new Authority(t.testdir(), 'slot-9a').certify('somchai');
  const pem = readFileSync(cert, 'utf8');
  const { publicKey } = read(pem);
  t.equal(publicKey, createPublicKey(pem).export({ type: 'spki', format: 'der' }).toString('base64url'));
});

t.test('one key is one, however its point is written', async (t) => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  // RFC 5480: the bit string begins with 04 x y, or with 02 or 03 by the parity of y, and x alone.
  const point = der.subarray(-65);
  const parity = (point.at(-1) ?? 0) % 2 === 0 ? 0x02 : 0x03;
  const head = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');
  const compressed = Buffer.concat([head, Uint8Array.of(parity), point.subarray(1, 33)]);
  const pem = `-----BEGIN PUBLIC KEY-----\n${compressed.toString('base64')}\n-----END PUBLIC KEY-----\n`;
  t.equal(read(pem).publicKey, der.toString('base64url'));
});

t.test('what is no key of a card is told apart, and a private key is never taken', async (t) => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const wrong = [
    ['', /somchai\.pem is no PEM/],
    ['not a key', /no PEM/],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /no PEM/],
    [cardPem('P-384'), /of another kind: slot 9A takes one of P-256/],
    [rsa.export({ type: 'spki', format: 'pem' }).toString(), /of another kind/],
    [generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(), /of another kind/],
    [privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), /holds a private key: that stays in the card/],
  ] as const;
  for (const [pem, why] of wrong) t.throws(() => read(pem), { code: 'USAGE', context: { why } }, String(why));
});
