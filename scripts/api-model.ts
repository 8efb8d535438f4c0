import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig, type ExtractorMessage } from '@microsoft/api-extractor';
import { packageRoot } from '../src/util/package-root.js';

/**
 * What the package exports through one door, as API Extractor finds it in the declarations that the build
 * writes.
 */
export interface ApiModel {
  readonly items: readonly ApiItem[];
  /** Types that a signature needs and that nobody can import: `Name (file)`. */
  readonly forgotten: readonly string[];
}

/** An exported name, or a member of one: what is used here of a `.api.json` file. */
export interface ApiItem {
  readonly kind: string;
  readonly name?: string;
  /** The whole comment, stars and all. */
  readonly docComment?: string;
  readonly excerptTokens: readonly { readonly text: string }[];
  /** The declaration file, from the package's folder; members have none. */
  readonly fileUrlPath?: string;
  readonly members?: readonly ApiItem[];
}

/** Reads what `dist/src/<door>.d.ts` exports. Throws an `Error` where the declarations are missing. */
export function readApi(door: 'index' | 'node'): ApiModel {
  const folder = mkdtempSync(join(tmpdir(), 'api-'));
  try {
    const apiJsonFilePath = join(folder, 'model.api.json');
    const forgotten: string[] = [];
    Extractor.invoke(configFor(door, apiJsonFilePath), {
      localBuild: true,
      messageCallback: (message) => {
        if (message.messageId === 'ae-forgotten-export') forgotten.push(describe(message));
        message.handled = true;
      },
    });
    const model: { readonly members: readonly [{ readonly members: readonly ApiItem[] }] } = JSON.parse(
      readFileSync(apiJsonFilePath, 'utf8'),
    );
    return { items: model.members[0].members, forgotten };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function configFor(door: string, apiJsonFilePath: string): ExtractorConfig {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: packageRoot,
      mainEntryPointFilePath: join(packageRoot, `dist/src/${door}.d.ts`),
      compiler: { tsconfigFilePath: join(packageRoot, 'tsconfig.json') },
      apiReport: { enabled: false },
      docModel: { enabled: true, apiJsonFilePath },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { extractorMessageReporting: { 'ae-forgotten-export': { logLevel: 'warning' as never } } },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(packageRoot, 'package.json'),
  });
}

function describe({ text, sourceFilePath }: ExtractorMessage): string {
  const [, name] = /The symbol "(\w+)"/.exec(text) ?? [];
  return `${name} (${sourceFilePath?.slice(packageRoot.length + 1)})`;
}
