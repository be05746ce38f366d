// What may be set of the way to the fleet: its broker, the keys and logins for it, a proxy between.
import { z } from 'zod';
import { isProxyAddress } from '../../protocol/index.ts';
import { key } from './about-keys.ts';
import { holdsNoLogin, isBroker, path } from './values.ts';

export const fleetSection = z.strictObject({
  url: key(
    z
      .string()
      .refine(isBroker, 'must begin with mqtts://, wss://, mqtt:// or ws:// and name a host')
      .refine(holdsNoLogin, 'must not hold a login: use fleet.username and fleet.passwordFile')
      .optional(),
    {
      text: 'broker, such as "mqtts://fleet.example:8883", or "wss://fleet.example:443/mqtt" where only 443 is let through; without it the terminal stays offline',
      restart: true,
    },
  ),
  trustFile: key(path.optional(), { text: 'keys whose signed messages this terminal obeys', restart: true }),
  caFile: key(path.optional(), {
    text: 'PEM; who may have signed the certificate of the broker, where no public authority has',
    restart: true,
  }),
  crlFile: key(path.optional(), {
    text: 'PEM; which certificates they have revoked, with fleet.caFile; read at each connection; once it is over no broker is let in',
    restart: true,
  }),
  certFile: key(path.optional(), { text: 'PEM; certificate of this terminal, with fleet.keyFile', restart: true }),
  keyFile: key(path.optional(), {
    text: 'PEM; its private key, readable by its owner alone; the first start seals it by the vault',
    restart: true,
  }),
  username: key(z.string().min(1).max(256).optional(), {
    text: 'for brokers that ask for one, with fleet.passwordFile',
    restart: true,
    personal: true,
  }),
  passwordFile: key(path.optional(), { text: 'one line, readable by its owner alone', restart: true }),
  proxy: key(
    path
      .refine(
        isProxyAddress,
        'must be http://HOST:PORT without a login: use fleet.proxyUsername and fleet.proxyPasswordFile',
      )
      .optional(),
    { text: 'where the way out leads through one, such as "http://proxy.example:3128"', restart: true },
  ),
  proxyUsername: key(z.string().min(1).max(256).optional(), {
    text: 'for proxies that ask for one, with fleet.proxyPasswordFile',
    restart: true,
    personal: true,
  }),
  proxyPasswordFile: key(path.optional(), { text: 'one line, readable by its owner alone', restart: true }),
  protocol: key(z.literal([5, 3]).default(5), {
    text: 'MQTT 5, or 3 for brokers that speak 3.1.1 only',
    restart: true,
  }),
  newestFirst: key(z.boolean().default(false), { text: 'after an outage, so that dashboards are current first' }),
  flushPerSecond: key(z.int().min(1).max(10_000).default(200), {
    text: 'entries a second after an outage, so that 35 terminals do not flood the fleet',
  }),
});
