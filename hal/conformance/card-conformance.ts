// What card readers must do, whatever carries the commands: one suite, run over the real pcscd and in the process.
import type { Test } from 'tap';
import { abortable, bytesOfChipPhoto, THAI_ID_FIELDS } from '../../protocol/index.ts';
import { connectCard } from '../card/card-retry.ts';
import { readCardUid } from '../card/card-uid.ts';
import { readThaiId, readThaiIdPhoto } from '../card/thai-id-card.ts';
import { waitForCard } from '../card/wait-for-card.ts';
import { expired, INVENTED_PEOPLE } from '../virtual/card/invented-people.ts';
import { contactlessCard, type OtherCard, otherCard } from '../virtual/card/other-cards.ts';
import { FORBIDDEN_SPAN } from '../virtual/card/person-file.ts';
import { type CardConformance, type OnStage, stageOn } from './card-stage.ts';
import { readerConformance } from './reader-conformance.ts';

const { somsri, anan } = INVENTED_PEOPLE;

export function cardConformance(t: Test, suite: CardConformance): void {
  const onStage = stageOn(suite);
  cardsAreRead(t, onStage, suite.photo);
  readerConformance(t, onStage, suite.parts);
}

function cardsAreRead(t: Test, onStage: OnStage, photo: Uint8Array): void {
  for (const make of ['fast', 'slow'] as const)
    t.test(`a ${make} Thai ID card is read, text and photo`, (t) =>
      onStage(async ({ reader, signal, card, connected }) => {
        const chip = card({ make });
        await reader.insert(chip);
        const { present, channel } = await connected();
        t.equal(Buffer.compare(present.atr, chip.atr), 0);
        const reading = await readThaiId(channel, { atr: present.atr, fields: THAI_ID_FIELDS }, signal);
        if (reading.kind !== 'card') throw new Error(reading.reason);
        const { address, citizenNumber, ...record } = reading.record.reveal();
        const { citizenNumber: number, address: lives, photoNumber, laserId, chipNumber, ...texts } = somsri;
        t.strictSame(citizenNumber, { kind: 'valid', number });
        t.match(address, lives);
        t.strictSame(record, { ...texts, photoNumber, laserId, chipNumber });
        const picture = await readThaiIdPhoto(channel, { atr: present.atr }, signal);
        if (picture.kind !== 'card') throw new Error(picture.reason);
        t.equal(Buffer.compare(picture.photo.reveal().jpeg, photo), 0);
        const { jpeg } = picture.photo.reveal();
        picture.photo.wipe(bytesOfChipPhoto);
        t.ok(
          jpeg.every((byte) => byte === 0),
          'and can be wiped',
        );
        const end = FORBIDDEN_SPAN.offset + FORBIDDEN_SPAN.length;
        t.notOk(chip.reads.some(({ offset, length }) => offset < end && offset + length > FORBIDDEN_SPAN.offset));
      }),
    );

  t.test('fields that nobody asked for are not read', (t) =>
    onStage(async ({ reader, signal, card, connected }) => {
      const chip = card({ person: anan });
      await reader.insert(chip);
      const { present, channel } = await connected();
      t.strictSame(chip.reads, [], 'nothing before the first request');
      const fields = ['expiresOn', 'birthDate'] as const;
      const reading = await readThaiId(channel, { atr: present.atr, fields }, signal);
      t.strictSame(reading.kind === 'card' && reading.record.reveal(), {
        birthDate: { year: 1948 },
        expiresOn: 'for-life',
      });
      t.strictSame(chip.reads, [
        { offset: 0xd9, length: 8 },
        { offset: 0x16f, length: 8 },
      ]);
      const elsewhere = await readThaiId(channel, { atr: present.atr, fields: ['laserId'] }, signal);
      t.strictSame(elsewhere.kind === 'card' && elsewhere.record.reveal(), { laserId: null }, 'not on every chip');
    }),
  );

  t.test('a card in no table is asked both ways, and its check digit decides', (t) =>
    onStage(async ({ reader, signal, card, connected }) => {
      const request = { atr: Uint8Array.of(0x3b, 0x01, 0x00), fields: ['citizenNumber', 'sex'] } as const;
      await reader.insert(card({ make: 'slow', atr: request.atr }));
      const { channel } = await connected();
      const reading = await readThaiId(channel, request, signal);
      t.match(reading.kind === 'card' && reading.record.reveal(), { citizenNumber: { kind: 'valid' }, sex: 'female' });
      const picture = await readThaiIdPhoto(channel, request, signal);
      t.equal(picture.kind, 'card');
    }),
  );

  t.test('a wrong check digit is told apart from a card that cannot be read, and so is an expired card', (t) =>
    onStage(async ({ reader, signal, card, connected }) => {
      const forged = { ...expired(somsri), citizenNumber: '0100000000019' };
      await reader.insert(card({ person: forged }));
      const { present, channel } = await connected();
      const fields = ['citizenNumber', 'expiresOn'] as const;
      const reading = await readThaiId(channel, { atr: present.atr, fields }, signal);
      t.strictSame(reading.kind === 'card' && reading.record.reveal(), {
        citizenNumber: { kind: 'wrong-check-digit', digits: '0100000000019' },
        expiresOn: { year: 2019, month: 12, day: 31 },
      });
    }),
  );

  for (const other of ['bank-card', 'sim', 'blank'] as const satisfies readonly OtherCard[])
    t.test(`a ${other} is not a Thai ID card`, (t) =>
      onStage(async ({ reader, signal, connected }) => {
        await reader.insert(otherCard(other));
        const { present, channel } = await connected();
        const request = { atr: present.atr, fields: ['citizenNumber'] } as const;
        t.strictSame(await readThaiId(channel, request, signal), { kind: 'retry', reason: 'not-a-thai-id' });
        t.strictSame(await readThaiIdPhoto(channel, request, signal), { kind: 'retry', reason: 'not-a-thai-id' });
        t.strictSame(await readCardUid(channel, signal), { kind: 'retry', reason: 'not-contactless' });
      }),
    );

  t.test('a contactless card tells its number', (t) =>
    onStage(async ({ reader, signal, connected }) => {
      await reader.insert(contactlessCard(Uint8Array.of(0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6)));
      const { channel } = await connected();
      t.strictSame(await readCardUid(channel, signal), { kind: 'card', uid: '04a1b2c3d4e5f6' });
    }),
  );

  t.test('a card that lies upside down is there, and gives no sign', (t) =>
    onStage(async ({ reader, readers, signal }) => {
      await reader.insert(otherCard('upside-down'));
      const present = await waitForCard(readers, signal);
      t.equal(present.atr.length, 0);
      t.match(await connectCard(present, signal), { kind: 'retry', reason: 'card-upside-down' });
    }),
  );

  t.test('a card whose contacts do not touch at once is read all the same', (t) =>
    onStage(async ({ reader, signal, card, connected }) => {
      await reader.insert(card({ make: 'slow' }), { notReadyTimes: 3 });
      const { present, channel } = await connected();
      const request = { atr: present.atr, fields: ['citizenNumber'] } as const;
      t.match(await readThaiId(channel, request, signal), { kind: 'card' });
    }),
  );

  t.test('a card pulled out while its photo is read: the person is told so, and the next card is read', (t) =>
    onStage(async ({ reader, readers, signal, card, connected }) => {
      await reader.insert(card(), { pulledAtCommand: 9 });
      const { present, channel } = await connected();
      const pulled = await readThaiIdPhoto(channel, { atr: present.atr }, signal);
      t.match(pulled, { kind: 'retry', reason: 'card-removed' });
      t.ok(present.removed.aborted);
      t.match(await readThaiIdPhoto(channel, { atr: present.atr }, signal), { reason: 'card-removed' }, 'and stays so');
      await channel[Symbol.asyncDispose]();
      t.match(await connectCard(present, signal), { kind: 'retry', reason: 'card-removed' });
      await reader.insert(card({ person: anan }));
      t.equal(readers.present.length <= 1, true);
      const next = await connected();
      const request = { atr: next.present.atr, fields: ['sex'] } as const;
      const reading = await readThaiId(next.channel, request, signal);
      t.strictSame(reading.kind === 'card' && reading.record.reveal(), { sex: 'male' });
    }),
  );

  t.test('a card that falls silent is a fault in time, and the reader works on when it is out', (t) =>
    onStage(async ({ reader, signal, card, connected }) => {
      await reader.insert(card());
      const { present, channel } = await connected();
      await reader.fault('silence');
      const request = { atr: present.atr, fields: ['sex'] } as const;
      t.match(await readThaiId(channel, request, signal), { kind: 'retry', reason: 'card-silent' });
      await channel[Symbol.asyncDispose]();
      await reader.clearFault();
      t.match(await connectCard(present, signal), { reason: 'card-unreadable' }, 'while it hangs nobody gets at it');
      await reader.insert(card());
      const gone = present.removed;
      if (!gone.aborted) await abortable(new Promise((resolve) => gone.addEventListener('abort', resolve)), signal);
      const next = await connected();
      t.match(await readThaiId(next.channel, request, signal), { kind: 'card' });
    }),
  );

  for (const fault of ['garbage', 'wrong-length'] as const)
    t.test(`answers that are ${fault} make the card unreadable, and are told nobody`, (t) =>
      onStage(async ({ reader, signal, card, connected }) => {
        await reader.insert(card());
        const { present, channel } = await connected();
        await reader.fault(fault);
        const request = { atr: present.atr, fields: THAI_ID_FIELDS };
        const reading = await readThaiId(channel, request, signal);
        t.equal(reading.kind, 'retry');
        t.match(await readThaiIdPhoto(channel, request, signal), { kind: 'retry' });
        await reader.clearFault();
        t.match(await readThaiId(channel, request, signal), { kind: 'card' }, 'and it is read when they are right');
      }),
    );

  t.test('a reading is called off, and the card can be read anew', (t) =>
    onStage(async ({ reader, signal, card, connected }) => {
      await reader.insert(card());
      const { present, channel } = await connected();
      const callOff = new AbortController();
      const reading = readThaiIdPhoto(channel, { atr: present.atr }, callOff.signal);
      const reason = new Error('called off');
      callOff.abort(reason);
      await t.rejects(reading, reason);
      await t.rejects(present.connect(callOff.signal), reason);
      await channel[Symbol.asyncDispose]();
      const again = await connected();
      t.match(await readThaiIdPhoto(again.channel, { atr: present.atr }, signal), { kind: 'card' });
    }),
  );
}
