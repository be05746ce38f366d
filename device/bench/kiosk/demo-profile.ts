// The service that the virtual provider offers at a virtual kiosk: as a signed profile would say it, without a file.
import { type ProviderKey, type ServiceProfile, serviceProfileSchema } from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';

const YEAR_MS = 365 * 86_400_000;

/** @throws ZodError for a bug */
export function demoProfile({ site, name }: Config['terminal'], key: ProviderKey, nowMs: number): ServiceProfile {
  return serviceProfileSchema.parse({
    format: 1,
    id: 'raise-level',
    version: 1,
    validUntilMs: Math.round(nowMs + YEAR_MS),
    service: {
      id: 'raise-level',
      name: { th: 'ยกระดับความน่าเชื่อถือของบัญชี', en: 'Raise the level of your account' },
      group: 3,
      minimumLevel: 'DGS-1-2:2564/IAL2',
      purpose: 'identity-proofing',
    },
    provider: {
      id: 'virtual-provider',
      name: { th: 'ผู้พิสูจน์ตัวตนจำลอง', en: 'Virtual identity provider' },
      permissionId: 'demo-permission',
      enabled: true,
      key,
      terminals: [{ site, terminal: name, siteClass: 'public' }],
    },
    method: 'non_face_to_face',
    notice: NOTICE,
    fields: ['citizenNumber', 'nameThai', 'nameEnglish', 'birthDate', 'expiresOn', 'photoNumber', 'chipNumber'],
    steps: {
      ...{ cardStatus: 'required', passiveLiveness: 'required', challenge: 'required' },
      ...{ faceService: 'off', mobile: 'off', levelUp: 'scan' },
    },
    challenges: ['turn-left', 'turn-right', 'blink', 'come-closer'],
    limits: { fmr: 1e-4, reviewFmr: 1e-2, sessionMs: 180_000, idleMs: 30_000, statusMs: 5000, failures: 5 },
    levels: [
      {
        level: 'DGS-1-2:2564/IAL2',
        facts: ['card-read-from-chip', 'card-status-normal', 'data-correct', 'face-matches-chip', 'liveness-passive'],
      },
    ],
    retentionPolicyId: 'demo-retention',
    privacyAssessmentId: null,
    sample: 'non_repudiation',
  });
}

const NOTICE = {
  version: 'demo-notice-2',
  text: {
    th: 'เครื่องจะอ่านข้อมูลและภาพถ่ายในชิปของบัตร ถ่ายภาพใบหน้าของท่าน แล้วเปรียบเทียบกัน ผลและหลักฐานจะส่งให้ผู้พิสูจน์ตัวตนแบบเข้ารหัส เครื่องนี้ไม่เก็บข้อมูลของท่านไว้',
    en: 'The kiosk will read data and the photo in the chip of your card, take a picture of your face, and compare the two. The result goes to the identity provider, encrypted. Nothing of yours stays in this kiosk.',
  },
  purposes: [
    {
      id: 'identity-proofing',
      necessary: true,
      lawfulBasis: 'consent',
      text: {
        th: 'ข้าพเจ้ายินยอมให้อ่านบัตรและเปรียบเทียบใบหน้าเพื่อพิสูจน์ตัวตน',
        en: 'I agree that my card is read and my face compared, to prove who I am.',
      },
      ifRefused: { th: 'จะใช้บริการนี้ไม่ได้', en: 'This service cannot be used.' },
    },
    {
      id: 'service-improvement',
      necessary: false,
      lawfulBasis: 'consent',
      text: {
        th: 'ข้าพเจ้ายินยอมให้ใช้ภาพใบหน้าเพื่อปรับปรุงบริการ',
        en: 'I agree that the picture of my face is used to improve the service.',
      },
      ifRefused: { th: 'ไม่มีผลต่อการรับบริการ', en: 'Nothing changes for you.' },
    },
  ],
} as const;
