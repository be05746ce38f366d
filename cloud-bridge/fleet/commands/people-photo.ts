// ridgectl people photo: who is to be seen beside their answer at the terminals.
import { KioskError } from '../../../protocol/index.ts';
import { type PeopleOptions, personCalled } from './people.ts';
import { portraitIn } from './portrait-file.ts';
import { openFleet } from './register-option.ts';
import { type CommandIo, plain } from './runner.ts';

export interface PhotoOptions extends PeopleOptions {
  readonly file?: string;
  readonly remove?: boolean;
}

export async function peoplePhotoCommand(code: string, options: PhotoOptions, io: CommandIo): Promise<0> {
  const { file, remove = false, json } = options;
  if ((file === undefined) !== remove) throw new KioskError('USAGE', { why: 'give one of --file, --remove' });
  const photo = file === undefined ? undefined : await portraitIn(file);
  await using fleet = await openFleet(options, io);
  const { people, photos } = fleet.register;
  const { id } = await personCalled(fleet, code);
  await people.mustBeChangeable(id);
  if (photo !== undefined) await photos.keep(id, photo);
  else if (!(await photos.remove(id))) throw new KioskError('USAGE', { why: `there is no photo of ${code}` });
  // Only then: whoever counts meanwhile counts once more.
  await people.touch(id);
  const bytes = photo === undefined ? 0 : Buffer.byteLength(photo, 'base64');
  if (json) io.out(`${JSON.stringify({ code, photo: { bytes } })}\n`);
  else io.out(plain(`${code}: ${doneText(bytes)}`).concat('\n'));
  return 0;
}

const doneText = (bytes: number): string =>
  bytes === 0
    ? 'the photo is removed here; push takes it off the terminals'
    : `the photo is kept, ${bytes} bytes; push brings it to the terminals`;
