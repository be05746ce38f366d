// A face before the camera, whoever looks at it: a citizen's visit, a claim of staff, an enrolment.

export type { KeptFrame, NeutralFrames } from './capture-face.ts';
export { FaceLook, type LookingVisit } from './face-look.ts';
export type * from './face-parts.ts';
export { objectionTo, refusalFor } from './objections.ts';
export { OpeningCamera } from './opening-camera.ts';
export { StaffLook, type StaffLookOf, type StaffLookParts, type StaffSeen } from './staff-look.ts';
