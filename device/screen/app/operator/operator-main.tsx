// The page of whoever works at the terminal itself.
import '@fontsource/sarabun/thai-400.css';
import '@fontsource/sarabun/thai-700.css';
import '@fontsource/sarabun/latin-400.css';
import '@fontsource/sarabun/latin-700.css';
import './operator.css';
import './enrol.css';
import './lists.css';
import { render } from 'preact';
import { standGuard } from '../guard.ts';
import { OperatorPage } from './operator-page.tsx';

standGuard(document, { mayType: true });
const place = document.getElementById('operator');
if (place) render(<OperatorPage />, place);
