// Somebody is enrolled: who, which fingers, touch by touch, and what came of it.
import type { VNode } from 'preact';
import { useOnPage } from '../page-context.ts';
import { EnrolForm } from './enrol-form.tsx';
import { EnrolOver } from './enrol-over.tsx';
import { Touches } from './touches.tsx';

export function EnrolTab(): VNode {
  const { enrolment } = useOnPage();
  switch (enrolment.kind) {
    case 'none':
      return <EnrolForm />;
    case 'going':
      return <Touches going={enrolment} />;
    default:
      return <EnrolOver over={enrolment} />;
  }
}
