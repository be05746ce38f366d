// What the person is told, in the order in which it matters.
import type { CheckName } from './check.ts';

interface Sentence {
  readonly th: string;
  readonly en: string;
}

const TABLE: Readonly<Record<CheckName, Sentence>> = {
  'face-there': { th: 'กรุณายืนหน้ากล้อง ให้เห็นใบหน้าเต็ม', en: 'Stand before the camera so that your whole face shows.' },
  'single-face': { th: 'กรุณาให้มีเพียงคนเดียวหน้ากล้อง', en: 'One person at a time before the camera, please.' },
  'too-far': { th: 'กรุณาเข้ามาใกล้อีกนิด', en: 'Come closer.' },
  'too-near': { th: 'กรุณาถอยหลังอีกนิด', en: 'Step back a little.' },
  resolution: { th: 'กรุณาเข้ามาใกล้กล้อง ภาพมีความละเอียดไม่พอ', en: 'Come closer: the picture shows too little detail.' },
  colour: { th: 'ภาพไม่มีสี กรุณาแจ้งเจ้าหน้าที่', en: 'The picture has no colour: please tell the staff.' },
  brightness: { th: 'แสงบนใบหน้าไม่พอดี กรุณาหันหน้าเข้าหาแสง', en: 'The light on your face is not right: face the light.' },
  turned: { th: 'กรุณาหันหน้าตรงเข้าหากล้อง', en: 'Turn your face straight to the camera.' },
  nodded: { th: 'กรุณาอย่าก้มหรือเงยหน้า', en: 'Do not look up or down: hold your head level.' },
  tilted: { th: 'กรุณาตั้งศีรษะให้ตรง', en: 'Hold your head upright.' },
  sharpness: { th: 'ภาพไม่ชัด กรุณายืนนิ่ง ๆ', en: 'The picture is blurred: hold still.' },
  sunglasses: { th: 'กรุณาถอดแว่นกันแดดหรือแว่นสี', en: 'Take off your dark or tinted glasses.' },
  'lower-face': { th: 'กรุณาถอดหน้ากากและอย่าให้สิ่งใดบังใบหน้า', en: 'Take off your mask: nothing may cover your face.' },
  glare: { th: 'แว่นสะท้อนแสง กรุณาขยับศีรษะเล็กน้อยหรือถอดแว่น', en: 'Your glasses shine: move a little, or take them off.' },
  'eyes-open': { th: 'กรุณาลืมตาให้เห็นชัดทั้งสองข้าง', en: 'Keep both eyes open.' },
  mouth: { th: 'กรุณาปิดปาก ทำหน้าปกติ ไม่ยิ้ม', en: 'Close your mouth and look as usual, without a smile.' },
  gaze: { th: 'กรุณามองตรงมาที่กล้อง', en: 'Look straight at the camera.' },
  'red-eye': {
    th: 'ตาในภาพเป็นสีแดง กรุณาถ่ายใหม่โดยไม่ใช้แฟลช',
    en: 'Your eyes are red in the picture: once more without flash.',
  },
  forehead: { th: 'กรุณาถอดหมวกหรือเปิดหน้าผาก', en: 'Take off your hat, and clear your forehead.' },
  'even-light': { th: 'แสงบนใบหน้าไม่สม่ำเสมอ กรุณาหันเข้าหาแสง', en: 'One side of your face is dark: face the light.' },
  overexposed: { th: 'แสงจ้าเกินไป กรุณาขยับออกจากแสง', en: 'The light is too strong: move out of it.' },
  'eye-sockets': { th: 'มีเงาบังดวงตา กรุณาเงยหน้าเข้าหาแสงเล็กน้อย', en: 'Your eyes are in shadow: turn them to the light.' },
  'background-plain': { th: 'ฉากหลังรก กรุณาเลือกฉากหลังเรียบ', en: 'There is too much behind you.' },
  'background-light': { th: 'ฉากหลังมืดเกินไป', en: 'It is too dark behind you.' },
  width: { th: 'กรุณาขยับให้ใบหน้าเต็มกรอบ', en: 'Fill the frame with your face.' },
  portrait: { th: 'กรุณาอยู่กลางกรอบภาพ', en: 'Stay in the middle of the frame.' },
  compression: {
    th: 'ภาพถูกบีบอัดมากเกินไป กรุณาแจ้งเจ้าหน้าที่',
    en: 'The picture is compressed too much: please tell the staff.',
  },
};

const isName = (name: string): name is CheckName => Object.hasOwn(TABLE, name);

export const SENTENCES: readonly (readonly [CheckName, Sentence])[] = Object.keys(TABLE)
  .filter(isName)
  .map((name) => [name, TABLE[name]] as const);
