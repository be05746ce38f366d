// The page that people stand before.
import '@fontsource/sarabun/thai-400.css';
import '@fontsource/sarabun/thai-700.css';
import '@fontsource/sarabun/latin-400.css';
import '@fontsource/sarabun/latin-700.css';
import './style/base.css';
import './style/wall.css';
import './style/kiosk.css';
import './style/guide.css';
import './style/requests.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { readBadges } from './badge.ts';
import { standGuard } from './guard.ts';

standGuard(document);
readBadges(document);
const place = document.getElementById('screen');
if (place) render(<App />, place);
