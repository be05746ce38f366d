// A real Mosquitto with what ridgectl has written for it: who is let in, and who can say and hear what.
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { systemClock, topicOf } from '../../../protocol/index.ts';
import { Authority, contentsOf, noOpenssl } from '../../fixtures/certificates.ts';
import { MemoryOutbox } from '../../fixtures/memory-outbox.ts';
import { noMosquitto } from '../../fixtures/mosquitto.ts';
import { keptLog, linkBasics } from '../../fixtures/surroundings.ts';
import { until } from '../../fixtures/until.ts';
import { FleetLink } from '../../fleet-link.ts';
import { FleetKeys, keysFile } from '../fleet-keys.ts';
import { startIngest } from '../ingest.ts';
import { GATE, trustedFleet, visit } from './fixtures/trusted-fleet.ts';
import { upwardChannels } from './topic-rules.ts';

const forever = new AbortController().signal;
const NOT_AUTHORISED = 0x87;
const OWN = 'ridged/v1/bangkok/gate-17';
const OTHER = 'ridged/v1/bangkok/gate-18';

t.test('a terminal that has joined', { skip: noMosquitto }, async (t) => {
  const fleet = await trustedFleet(t);
  const gate = await fleet.join('bangkok.gate-17');
  const next = await fleet.join('bangkok.gate-18');

  t.test('sends its journal to the ingest and is acknowledged, each by a certificate of its own', async (t) => {
    await using store = await fleet.openStore();
    const keys = await FleetKeys.open(keysFile(fleet.keys));
    const around = { clock: systemClock, log: keptLog(), protocolVersion: 5 } as const;
    const access = { url: fleet.servicesUrl, tls: fleet.serviceTls('ingest') };
    await using _ingest = startIngest({ ...around, ...access, store, keys }, forever);
    const outbox = new MemoryOutbox(30);
    await using link = new FleetLink({
      ...{ ...linkBasics(), ...around, url: fleet.url, tls: gate.tls, trust: gate.trust, outbox },
      signer: async () => gate.signer,
    });
    link.start(forever);
    await until('the fleet has acknowledged everything', () => outbox.acknowledgedSeq === outbox.lastSeq);
    t.equal((await store.entriesAfter(0, { limit: 99 })).length, 30);
    t.match(await store.terminals(), [{ terminal: 'bangkok.gate-17', entries: 30, refusedKey: null }, {}]);
  });

  t.test('says what goes up on its own branch and nothing else, whatever it tries', async (t) => {
    await using one = await visit(fleet.url, gate.tls);
    for (const channel of upwardChannels) t.equal(await one.say(topicOf(GATE, channel)), 'taken', channel);
    const refused = [
      `${OWN}/journal/ack`,
      `${OWN}/people/desired`,
      `${OWN}/command`,
      `${OTHER}/journal`,
      `${OTHER}/status`,
    ];
    for (const topic of [...refused, '$SYS/broker/uptime', 'ridged/v1/bangkok/gate-17', 'elsewhere'])
      t.equal(await one.say(topic), NOT_AUTHORISED, topic);
  });

  t.test('hears what is sent down to it, and not a word of another', async (t) => {
    await using one = await visit(fleet.url, gate.tls);
    await using other = await visit(fleet.url, next.tls);
    await using ingest = await visit(fleet.servicesUrl, fleet.serviceTls('ingest'));
    await one.client.subscribeAsync(['#', '$SYS/#', `${OTHER}/#`], { qos: 1 });
    t.equal(await other.say(`${OTHER}/journal`, 'of another'), 'taken');
    t.equal(await ingest.say(`${OTHER}/journal/ack`, 'for another'), 'taken');
    t.equal(await ingest.say(`${OWN}/journal/ack`, 'for it'), 'taken');
    await until('what is for it has come', () => one.heard.length > 0);
    t.strictSame([...new Set(one.heard)], [`${OWN}/journal/ack: for it`]);
  });

  t.test('may come by WebSocket too, and is nobody else there', async (t) => {
    await using one = await visit(fleet.webUrl, gate.tls);
    t.equal(await one.say(`${OWN}/journal`), 'taken');
    t.equal(await one.say(`${OTHER}/journal`), NOT_AUTHORISED);
    await t.rejects(visit(fleet.webUrl, { ca: gate.tls.ca }));
    await t.rejects(visit(fleet.webUrl, fleet.serviceTls('ingest')));
  });

  t.test('is not pushed off by another that calls itself by its name', async (t) => {
    await using one = await visit(fleet.url, gate.tls, { clientId: 'bangkok.gate-17' });
    let isLost = false;
    one.client.once('close', () => {
      isLost = true;
    });
    for (const clientId of ['bangkok.gate-17', 'bangkok/gate-17']) {
      await using other = await visit(fleet.url, next.tls, { clientId });
      t.equal(await other.say(`${OTHER}/health`), 'taken');
    }
    t.equal(await one.say(`${OWN}/health`), 'taken');
    t.notOk(isLost);
  });
});

t.test(
  'services say and hear their own part, and no terminal comes in by their door',
  { skip: noMosquitto },
  async (t) => {
    const fleet = await trustedFleet(t);
    const gate = await fleet.join('bangkok.gate-17');
    await using one = await visit(fleet.url, gate.tls);
    await using ingest = await visit(fleet.servicesUrl, fleet.serviceTls('ingest'));
    await using deliver = await visit(fleet.servicesUrl, fleet.serviceTls('deliver'));
    for (const service of [ingest, deliver]) await service.client.subscribeAsync('#', { qos: 1 });
    for (const channel of ['journal', 'people/reported'] as const) await one.say(topicOf(GATE, channel), channel);
    await until('both have heard', () => ingest.heard.length > 0 && deliver.heard.length > 0);
    t.strictSame(ingest.heard, [`${OWN}/journal: journal`]);
    t.strictSame(deliver.heard, [`${OWN}/people/reported: people/reported`]);
    t.equal(await deliver.say(`${OWN}/people/desired`), 'taken');
    t.equal(await deliver.say(`${OWN}/journal/ack`), NOT_AUTHORISED);
    t.equal(await ingest.say(`${OWN}/people/desired`), NOT_AUTHORISED);
    t.equal(await ingest.say(`${OWN}/journal`), NOT_AUTHORISED);
    await t.rejects(visit(fleet.servicesUrl, gate.tls), 'the certificate of a terminal is none there');
    await t.rejects(visit(fleet.url, fleet.serviceTls('ingest')), 'nor that of a service at the door of the terminals');
  },
);

t.test(
  'who has no certificate, or one of somebody else, is not let in',
  { skip: noMosquitto || noOpenssl },
  async (t) => {
    const fleet = await trustedFleet(t);
    const { ca } = fleet.serviceTls('ingest');
    const stranger = contentsOf(new Authority(fleet.folder, 'stranger').certify('bangkok.gate-17'));
    for (const url of [fleet.url, fleet.servicesUrl]) {
      await t.rejects(visit(url, { ca }));
      await t.rejects(visit(url, { ...stranger, ca }));
      await t.rejects(visit(url.replace('mqtts:', 'mqtt:'), {}));
    }
    await using ingest = await visit(fleet.servicesUrl, fleet.serviceTls('ingest'));
    t.equal(await ingest.say(`${OWN}/journal/ack`), 'taken', 'the broker is there all the same');
  },
);

t.test(
  'a terminal that is retired is cut off when the broker reads again, and never comes back in',
  { skip: noMosquitto },
  async (t) => {
    const fleet = await trustedFleet(t);
    const gate = await fleet.join('bangkok.gate-17');
    await using one = await visit(fleet.url, gate.tls);
    t.equal(await one.say(`${OWN}/journal`), 'taken');
    // A list of revoked certificates counts from a later second than the one before it.
    await wait(1100);
    t.match(await fleet.json('terminals', 'retire', 'bangkok.gate-17'), { retired: true, before: false });
    fleet.broker.reload();
    await until(
      'the one that is still connected may say nothing',
      async () => (await one.say(`${OWN}/journal`)) === NOT_AUTHORISED,
    );
    await t.rejects(visit(fleet.url, gate.tls));
    // Mosquitto 2.0 does not look at the list there: the rules keep it out of everything.
    await using byWeb = await visit(fleet.webUrl, gate.tls).catch(() => undefined);
    if (byWeb) t.equal(await byWeb.say(`${OWN}/journal`), NOT_AUTHORISED);
    const again = await fleet.join('bangkok.gate-17', gate.signer);
    fleet.broker.reload();
    await until('who has joined anew may speak', async () => {
      await using anew = await visit(fleet.url, again.tls);
      return (await anew.say(`${OWN}/journal`)) === 'taken';
    });
    await t.rejects(visit(fleet.url, gate.tls), 'by the new certificate, not by the old one');
  },
);
