// Where the product's own manifest of networks lies: beside this file, in the sources and where it is built to.
import { fileURLToPath } from 'node:url';

export const PRODUCT_MANIFEST = fileURLToPath(new URL('./manifest.json', import.meta.url));
