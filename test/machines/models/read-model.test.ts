import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODEL_EXTENSIONS, readModel } from '../../../src/machines/models/read-model.js';
import { InputError } from '../../../src/util/input-error.js';
import { vensim, xmile } from './analysis/run.js';
import { simulate } from './reference-simulator.js';

const ACCEPTED = 'a model is a Vensim .mdl file, or an XMILE file (.xmile, .stmx, .itmx or .xml)';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-model-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const messageOf = (path: string): string => {
  try {
    readModel(path);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  return 'accepted';
};

describe('a model file', () => {
  it.each(MODEL_EXTENSIONS)('may end in %s', (extension) => {
    const text = extension === '.mdl' ? vensim('x = 3') : xmile('<aux name="x"><eqn>3</eqn></aux>');
    for (const name of [`m${extension}`, `m${extension.toUpperCase()}`]) {
      expect(readModel(write(name, text)).variables.map((variable) => variable.name)).toContain('x');
    }
  });

  it('may be in any encoding', () => {
    const text = `{UTF-8}\n${vensim('größe = 3')}`;
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(text, 'latin1'),
    ]) {
      const { variables } = readModel(write('encoded.mdl', bytes));
      expect(variables.length).toBeGreaterThan(4);
    }
  });

  it('has its external data from the files it names and those the user gives', () => {
    write('table.csv', 'time,0,10\nprice,5,25\n');
    const path = write(
      'data.mdl',
      vensim("price := GET DIRECT DATA('table.csv', ',', '1', 'B2')\nsales\nvalue = price * sales"),
    );
    const model = readModel(path, { dataFiles: [write('sales.dat', 'sales\n0\t2\n')] });
    const { values } = simulate(model);
    const value = values[model.variables.findIndex(({ name }) => name === 'value')]!;
    expect([...value].slice(0, 11)).toEqual([10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50]);
  });

  it('that is not there is told', () => {
    const path = join(folder, 'none.mdl');
    expect(messageOf(path)).toBe(`${path}:1:1: the file cannot be read: there is no such file; ${ACCEPTED}`);
  });

  it('must not be a folder', () => {
    mkdirSync(join(folder, 'folder.mdl'));
    const path = join(folder, 'folder.mdl');
    expect(messageOf(path)).toBe(`${path}:1:1: this is a folder, not a file; ${ACCEPTED}`);
    expect(messageOf('/dev/null')).toContain('not an ordinary file');
  });

  it.each(['', ' \n\t', '\ufeff'])('must not be empty: %j', (text) => {
    const path = write('empty.mdl', text);
    expect(messageOf(path)).toBe(`${path}:1:1: the file is empty; ${ACCEPTED}`);
  });

  it('must have the name of one', () => {
    for (const name of ['model', 'model.txt', 'model.mdl.bak', 'model.vpmx']) {
      const path = write(name, vensim('x = 1'));
      expect(messageOf(path)).toBe(`${path}:1:1: this is not a model by its name; ${ACCEPTED}`);
    }
  });

  it('is refused with the places of its mistakes', () => {
    const path = write('wrong.mdl', vensim('x = y'));
    expect(messageOf(path)).toBe(`${path}:1:5: in the equation of "x": "y" is not defined`);
  });

  it('may be random bytes', () => {
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_, place) => (place * place * 37 + place) % 256));
    for (const extension of MODEL_EXTENSIONS) {
      expect(messageOf(write(`random${extension}`, bytes))).toMatch(/:\d+:\d+: /);
    }
  });
});
