// Addresses of brokers and proxies: what is one, and which are the same.
import t from 'tap';
import { brokerAddress, hostPort, isHostPort, isProxyAddress } from './broker-address.ts';

t.test('an address says how a broker is spoken to, and where', async (t) => {
  const road = (isEncrypted: boolean, isWeb: boolean) => ({ isEncrypted, isWeb });
  t.strictSame(brokerAddress('mqtts://fleet.example'), {
    ...{ ...road(true, false), host: 'fleet.example', port: 8883, path: '/' },
  });
  t.strictSame(brokerAddress('wss://fleet.example:443/mqtt'), {
    ...{ ...road(true, true), host: 'fleet.example', port: 443, path: '/mqtt' },
  });
  t.match(brokerAddress('mqtt://10.0.0.1'), { ...road(false, false), port: 1883 });
  t.match(brokerAddress('ws://10.0.0.1'), { ...road(false, true), port: 80, path: '/' });
});

t.test('one host and port is one broker, however it is written', async (t) => {
  const same = [
    ['mqtts://Fleet.Example:8883/', 'fleet.example:8883'],
    ['wss://FLEET.example', 'fleet.example:443'],
    ['mqtts://fleet.example:80', 'fleet.example:80'],
    ['mqtts://fleet.example:443', 'fleet.example:443'],
    ['ws://fleet.example:443', 'fleet.example:443'],
    ['mqtts://[2001:DB8::1]:1', '[2001:db8::1]:1'],
    ['mqtts://0x7f.1', '127.0.0.1:8883'],
    ['mqtts://fleet.%65xample', 'fleet.example:8883'],
    ['mqtts://ฟลีต.example', 'xn--m3cts8d.example:8883'],
    // A "\\" is a "/" of the path: neither the host nor the port is another for who dials.
    ['wss://fleet.example\\@evil.example', 'fleet.example:443'],
    ['mqtts://fleet.example\\@evil.example', 'fleet.example:8883'],
  ] as const;
  for (const [text, wanted] of same) {
    const address = brokerAddress(text);
    t.equal(address && hostPort(address), wanted, text);
  }
});

t.test('what is no address of a broker is none', async (t) => {
  const none = [
    ...['', 'fleet.example', 'http://x', 'https://x', 'ssl://x', 'mqtts:x', 'mqtts:/x', 'mqtts://', 'wss:///x'],
    ...['mqtts://x:0', 'mqtts://x:65536', 'mqtts://x:y', 'mqtts://a b', 'mqtts://x?clientId=y', 'wss://x/#y'],
    ...['mqtts://[::1', 'mqtts://x\n', ' mqtts://x', 'mqtts://%zz', 'MQTTS://x', 'mqtts://:8883'],
  ];
  for (const text of none) t.equal(brokerAddress(text), undefined, JSON.stringify(text));
});

t.test('in a list a broker is named in one way only', async (t) => {
  for (const text of ['fleet.example:8883', '10.0.0.7:443', '[2001:db8::1]:8883']) t.ok(isHostPort(text), text);
  const none = ['', 'fleet.example', 'Fleet.example:1', 'fleet.example:01', 'x:0', 'x:65536', '2001:db8::1:8883'];
  for (const text of [...none, 'me@x:1', 'x:1/y', 'x:1?y', 'mqtts://x:1', ' x:1', 'x:1\n'])
    t.notOk(isHostPort(text), text);
});

t.test('a proxy is a host and a port, and nothing that should not be seen', async (t) => {
  for (const text of ['http://proxy:3128', 'http://10.0.0.1:3128/', 'http://[::1]:1', 'http://proxy'])
    t.ok(isProxyAddress(text), text);
  const none = ['https://proxy:1', 'socks5://proxy:1', 'proxy:3128', 'http://', 'http://me:secret@proxy:1', ''];
  for (const text of [...none, 'http://proxy:1/x', 'http://proxy:1?x', 'http://pro xy', 'http://proxy:99999'])
    t.notOk(isProxyAddress(text), text);
});
