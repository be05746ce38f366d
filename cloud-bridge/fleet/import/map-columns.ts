// Which column of a file is what: by the names that HR systems give them, or as the manager says.
import { KioskError } from '../../../protocol/index.ts';

export const FIELDS = [
  ...(['code', 'nameTh', 'nameEn', 'title', 'unit', 'group'] as const),
  /** `validUntil` is the first day that is over, `validThrough` the last that is not. */
  ...(['validFrom', 'validUntil', 'validThrough'] as const),
] as const;
export type Field = (typeof FIELDS)[number];

/** Columns of each field; several are joined by a space, as first and last names are. */
export type ColumnMap = Readonly<Partial<Record<Field, readonly string[]>>>;

/** Names by which columns are known without being told, the best first; `+` as in --map. */
const KNOWN: Readonly<Record<Field, readonly string[]>> = {
  code: ['code', 'hr_code', 'hrcode', 'emp_code', 'employee_code', 'รหัส', 'รหัสพนักงาน', 'รหัสบุคลากร'],
  nameTh: ['nameth', 'name_th', 'ชื่อ-นามสกุล', 'ชื่อ-สกุล', 'ชื่อ+นามสกุล', 'ชื่อ+สกุล', 'ชื่อ'],
  nameEn: ['nameen', 'name_en', 'ชื่อภาษาอังกฤษ'],
  title: ['title', 'คำนำหน้า', 'คำนำหน้าชื่อ'],
  unit: ['unit', 'department', 'หน่วยงาน', 'สังกัด'],
  group: ['group', 'กลุ่ม'],
  validFrom: ['validfrom', 'valid_from', 'start_date', 'วันที่เริ่มงาน', 'วันเริ่มงาน'],
  validUntil: ['validuntil', 'valid_until', 'วันที่พ้นสภาพ'],
  validThrough: ['validthrough', 'valid_through', 'end_date', 'last_day', 'วันที่สิ้นสุด', 'วันสิ้นสุด', 'วันสุดท้าย'],
};

/** Two ways to say when it ends. */
const ENDS = ['validUntil', 'validThrough'] as const;

/** @param given `field=column` or `field=column+column` @throws KioskError USAGE where a field or a column is not there, or none is the code */
export function mapColumns(columns: readonly string[], given: readonly string[]): ColumnMap {
  const said = Object.fromEntries(given.map((text) => mappingIn(text, columns)));
  const known = Object.fromEntries(
    FIELDS.flatMap((field) => {
      const found = knownColumns(field, columns);
      return found ? [[field, found]] : [];
    }),
  );
  const map: ColumnMap = { ...(hasEnd(said) ? withoutEnds(known) : known), ...said };
  if (!map.code) throw wrong(`no column is the code: give --map code=COLUMN (there are ${columns.join(', ')})`);
  if (!map.nameTh && !map.nameEn) throw wrong('no column is the name: give --map nameTh=COLUMN, or nameTh=FIRST+LAST');
  if (map.validUntil && map.validThrough)
    throw wrong(
      `${map.validUntil.join('+')} and ${map.validThrough.join('+')} both say when it ends: give --map validUntil=COLUMN or validThrough=COLUMN`,
    );
  return map;
}

const hasEnd = (map: ColumnMap): boolean => ENDS.some((field) => map[field]);

const withoutEnds = ({ validUntil: _, validThrough: __, ...rest }: ColumnMap): ColumnMap => rest;

function knownColumns(field: Field, columns: readonly string[]): readonly string[] | undefined {
  for (const names of KNOWN[field]) {
    const found = names
      .split('+')
      .flatMap((name) => columns.find((column) => column.trim().toLowerCase() === name) ?? []);
    if (found.length === names.split('+').length) return found;
  }
  return undefined;
}

function mappingIn(text: string, columns: readonly string[]): readonly [Field, readonly string[]] {
  const at = text.indexOf('=');
  const field = FIELDS.find((name) => name === text.slice(0, Math.max(0, at)));
  if (!field) throw wrong(`--map ${text}: give FIELD=COLUMN, with one of ${FIELDS.join(', ')}`);
  const wanted = text.slice(at + 1).split('+');
  const missing = wanted.find((column) => !columns.includes(column));
  if (missing !== undefined)
    throw wrong(`--map ${text}: there is no column ${missing} (there are ${columns.join(', ')})`);
  return [field, wanted];
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });
