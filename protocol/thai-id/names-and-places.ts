// Names and addresses as the card writes them: parts between # signs, padded with blanks.

export interface PersonName {
  readonly title: string;
  readonly first: string;
  readonly middle: string;
  readonly last: string;
}

export interface ThaiAddress {
  /** As it stands in the chip: issuers differ on what lies between house number and subdistrict. */
  readonly raw: string;
  readonly houseNumber: string;
  /** Mu. */
  readonly village: string;
  /** Trok. */
  readonly lane: string;
  readonly soi: string;
  readonly road: string;
  /** Tambon or khwaeng. */
  readonly subdistrict: string;
  /** Amphoe or khet. */
  readonly district: string;
  readonly province: string;
}

const parts = (text: string): readonly string[] => text.split('#').map((part) => part.trim());

export function parseName(text: string): PersonName {
  const [title = '', first = '', middle = '', ...last] = parts(text);
  return { title, first, middle, last: last.join(' ').trim() };
}

export const writeName = ({ title, first, middle, last }: PersonName): string => [title, first, middle, last].join('#');

/** For people: what is there, in one line. */
export const formatName = ({ title, first, middle, last }: PersonName): string =>
  [title + (/[a-z.]$/i.test(title) ? ' ' : '') + first, middle, last].filter((part) => part !== '').join(' ');

/** The last three are always the places; of the others as many as are there. */
export function parseAddress(text: string): ThaiAddress {
  const all = parts(text);
  const [province = '', district = '', subdistrict = ''] = all.slice(-3).reverse();
  const [houseNumber = '', village = '', lane = '', soi = '', road = '', ...more] = all.slice(0, -3);
  return {
    ...{ raw: text, houseNumber, village, lane, soi, road: [road, ...more].join(' ').trim() },
    ...{ subdistrict, district, province },
  };
}

export const writeAddress = (address: Omit<ThaiAddress, 'raw'>): string => {
  const { houseNumber, village, lane, soi, road, subdistrict, district, province } = address;
  return [houseNumber, village, lane, soi, road, subdistrict, district, province].join('#');
};
