// The page of the bench: for engineers, in English.
import '@fontsource/sarabun/thai-400.css';
import '@fontsource/sarabun/latin-400.css';
import '@fontsource/sarabun/latin-700.css';
import './bench.css';
import { render } from 'preact';
import { BenchPage } from './bench-page.tsx';

const place = document.getElementById('bench');
if (place) render(<BenchPage />, place);
