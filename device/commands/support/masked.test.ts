// What is masked in a text about the machine, and what is not.
import t from 'tap';
import { CITIZEN, HELP, PSEUDONYM } from './fixtures/used-terminal.ts';
import { masked, maskedWithQuotes, withoutOwners } from './masked.ts';

t.test('numbers, random names and Thai are masked, times and sizes are not', async (t) => {
  t.equal(masked(`of ${CITIZEN} by ${PSEUDONYM}, ${HELP}`), 'of (number) by (id), (text)(number)');
  for (const number of ['1-2345-67890-12-3', '3 1005 01234 56 5', '02-345-6789', '+66 81 234 5678', '12345678'])
    t.equal(masked(`of ${number}.`), 'of (number).');
  for (const text of [
    '2026-12-01T12:00:00.000Z, 1234567 MiB, v1.2.3',
    'from 2026-12-01 12:00 to 2026-12-02 12:00:30, until 2026-12-03',
    'HAL_TIMEOUT (/dev/ttyUSB0)',
  ])
    t.equal(masked(text), text);
  t.equal(maskedWithQuotes('by "Anan" and \'Malee\''), 'by (quoted) and (quoted)');
});

t.test('of an address the origin is left, of a home or a stick not whose it is', async (t) => {
  for (const [text, told] of [
    ['https://user:s3cret@host:8443/faces', 'https://host:8443'],
    ['https://user:p@ss-w0rd@host', 'https://host'],
    ['https://user:pa/ss@host', 'https://(address)'],
    ['https://user/pass@host', 'https://(address)'],
    ['https://host/faces?token=s3cret&sig=5', 'https://host'],
    ['rtsp://viewer:s3cret@10.0.0.9:554/live', 'rtsp://10.0.0.9:554'],
    ['mqtts://fleet.example:8883', 'mqtts://fleet.example:8883'],
    ['/home/anan/ridged.toml', '/home/(user)/ridged.toml'],
    ['/media/anan/USB/ridged.toml', '/media/(user)/ridged.toml'],
    ['/media/anan/My USB/ridged.toml', '/media/(user)/ridged.toml'],
    ['/run/media/anan/USB/a/ridged.toml', '/run/media/(user)/a/ridged.toml'],
    ['at work (file:///usr/lib/ridged/kiosk.js:3:5)', 'at work (file:///usr/lib/ridged/kiosk.js:3:5)'],
  ] as const)
    t.equal(withoutOwners(`{"value": "${text}"}`), `{"value": "${told}"}`);
});
