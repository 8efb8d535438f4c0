import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../shared/corpora/', import.meta.url));

/** Other people's models with reference output, beside the clone; null where they are absent. */
export const sharedCorpora: string | null = existsSync(folder) ? folder : null;
