// Bar-code scanners: what opens them, and the virtual one.
export { type ScannerFault, VirtualScanner } from '../virtual/virtual-scanner.ts';
export { type OpenScannerParts, openScanner, type ScannerConfig } from './open-scanner.ts';
