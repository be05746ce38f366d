// The doctor about the broker: a list of revoked certificates that is about to be over is told before it keeps everybody out.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Authority, noOpenssl } from '../../../cloud-bridge/fixtures/certificates.ts';
import { Mosquitto, noMosquitto } from '../../../cloud-bridge/fixtures/mosquitto.ts';
import { systemClock } from '../../../protocol/index.ts';
import { configSchema } from '../../config/schema.ts';
import { examine } from './index.ts';
import { broker } from './outside.ts';

const DAY_S = 86_400;

t.test(
  'a list that ends soon is told of',
  {
    skip: noMosquitto || noOpenssl,
  },
  async (t) => {
    const folder = t.testdir({ 'trust.json': '{"keys":[]}' });
    const ours = new Authority(folder, 'ours');
    const { ca: caFile, cert: certFile, key: keyFile } = ours.certify('gate');
    await using at = await Mosquitto.start(ours.certify('broker'));
    const crlFile = join(folder, 'revoked.pem');
    const fleet = { url: at.url, caFile, certFile, keyFile, crlFile, trustFile: join(folder, 'trust.json') };
    const config = configSchema.parse({ data: { dir: folder }, fleet });
    const look = (nowMs = Date.now()) =>
      examine(broker, { config, clock: { ...systemClock, nowMs: () => nowMs }, signal: new AbortController().signal });
    writeFileSync(crlFile, ours.revoke([], 60 * DAY_S));
    t.match(await look(), { ok: true, remedy: null });
    const soon = { ok: true, detail: /list of revoked certificates is over on \d{4}-/, remedy: /crlFile/ };
    t.match(await look(Date.now() + 50 * DAY_S * 1000), soon);
    writeFileSync(crlFile, `${ours.revoke([], 60 * DAY_S)}${ours.revoke([], DAY_S)}`);
    t.match(await look(), soon, 'of several, by the one that ends first');
  },
);
