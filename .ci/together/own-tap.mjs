// Imported once by each test file.

import { ofFile } from './file.mjs';

// biome-ignore lint/style/noDefaultExport: as tap has it
export default ofFile();
