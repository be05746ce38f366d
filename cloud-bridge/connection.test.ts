// Many messages at once over one connection: no warning of a leak, and nothing is left behind.
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { openConnection } from './connection.ts';
import { startBroker } from './fleet/broker.ts';

/** As many as the ingest signs and says side by side. */
const ABREAST = 64;

t.test('sixty-four answers side by side are no leak, and none still listens when all are said', async (t) => {
  await using broker = await startBroker({ host: '127.0.0.1', port: 0 });
  const warnings: string[] = [];
  const note = ({ name, message }: Error): number => warnings.push(`${name}: ${message}`);
  process.on('warning', note);
  t.teardown(() => process.off('warning', note));
  const connection = await openConnection(
    {
      ...{ url: broker.url, clientId: 'many', protocolVersion: 4, keepaliveS: 30, sessionExpiryS: 0 },
      receive: async () => undefined,
    },
    new AbortController().signal,
  );
  const said = Array.from({ length: ABREAST }, (_, at) =>
    connection.publish({ topic: `many/${at}`, payload: 'x', qos: 1 }),
  );
  await turn();
  t.ok(getEventListeners(connection.lost, 'abort').length >= ABREAST, 'each would hear that it is lost');
  await Promise.all(said);
  await turn();
  t.strictSame(getEventListeners(connection.lost, 'abort'), []);
  t.strictSame(warnings, []);
  await connection.close();
});
