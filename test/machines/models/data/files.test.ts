import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NoSuchFile } from '../../../../src/machines/models/data/data-source.js';
import { createFileSource } from '../../../../src/machines/models/data/files.js';
import { InputError } from '../../../../src/util/input-error.js';
import { problemsOf } from '../analysis/run.js';
import { spreadsheet } from './spreadsheets.js';

let root = '';

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'data-files-')));
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  write('model/a.csv', 'x,1\n');
  write('model/semicolons.txt', 'x;2\n');
  write('model/latin.csv', Buffer.from('caf\u00e9,3\n', 'latin1'));
  write('model/Book.xlsx', spreadsheet({ Data: [['x', 4]] }));
  write('model/false.xlsx', 'x,1\n');
  write('model/deep/b.csv', 'x,5\n');
  write('elsewhere/secret.csv', 'x,6\n');
  write('model-2/near.csv', 'x,7\n');
  symlinkSync(join(root, 'elsewhere/secret.csv'), join(root, 'model/link.csv'));
  symlinkSync(join(root, 'elsewhere'), join(root, 'model/linked'));
  symlinkSync(join(root, 'model'), join(root, 'way-in'));
  symlinkSync('circle.csv', join(root, 'model/circle.csv'));
});

afterAll(() => rmSync(root, { recursive: true }));

const model = () => join(root, 'model/m.mdl');
const read = (file: string, tab = ',', allowed: readonly string[] = []) =>
  createFileSource(model(), { allowedFolders: allowed.map((folder) => join(root, folder)) })
    .sheet(file, tab)
    .cell(0, 1);

describe('a file that a model names', () => {
  it('is looked for from the folder of the model', () => {
    expect([read('a.csv'), read('./deep/b.csv'), read('deep\\b.csv')]).toEqual([1, 5, 5]);
  });

  it('has the separator or the sheet that the model names', () => {
    expect(read('semicolons.txt', ';')).toBe(2);
    expect(read('Book.xlsx', 'data')).toBe(4);
    expect(problemsOf(() => read('Book.xlsx', 'none'))).toEqual([
      '"Book.xlsx" has no sheet "none"; it has "Data"',
    ]);
  });

  it('may be in the encoding of old Windows', () => {
    expect(createFileSource(model()).sheet('latin.csv', ',').cell(0, 0)).toBe('café');
  });

  it('may be named in another case, as on Windows', () => {
    expect([read('A.CSV'), read('book.XLSX', 'Data')]).toEqual([1, 4]);
  });

  it.each([
    '../elsewhere/secret.csv',
    '..\\elsewhere\\secret.csv',
    'deep/../../elsewhere/secret.csv',
    '../elsewhere/none.csv',
    '../model-2/near.csv',
    '/etc/passwd',
    '..',
    'link.csv',
    'linked/secret.csv',
  ])('must not be outside: %s', (file) => {
    expect(problemsOf(() => read(file))).toEqual([
      `"${file}" is outside the model's folder, and a model may only read there; move the file or allow its folder with --allow`,
    ]);
  });

  it('may be in another folder that is allowed', () => {
    expect(read('../elsewhere/secret.csv', ',', ['elsewhere'])).toBe(6);
    expect(read('link.csv', ',', ['elsewhere'])).toBe(6);
    expect(read(join(root, 'elsewhere/secret.csv'), ',', ['elsewhere'])).toBe(6);
    expect(() => read('../model-2/near.csv', ',', ['elsewhere'])).toThrow('is outside');
  });

  it('is inside also when the way to the model is a link', () => {
    const source = createFileSource(join(root, 'way-in/m.mdl'));
    expect(source.sheet('a.csv', ',').cell(0, 1)).toBe(1);
    expect(source.sheet(join(root, 'way-in/a.csv'), ',').cell(0, 1)).toBe(1);
  });

  it('that is not there is told apart from what cannot be read', () => {
    for (const file of ['none.csv', 'none/none.csv', 'a.csv/b.csv']) {
      expect(() => read(file)).toThrow(NoSuchFile);
      expect(problemsOf(() => read(file))).toEqual([
        `"${file}" is external data that cannot be read: there is no such file`,
      ]);
    }
  });

  it.each([
    ['deep', 'this is a folder, not a file'],
    ['circle.csv', 'its symbolic links go round in circles'],
    ['false.xlsx', 'this is no spreadsheet, though its name says so'],
    [`${'a'.repeat(300)}.csv`, 'its name is too long'],
    ['a\0.csv', 'null bytes'],
  ])('that cannot be read is refused: %j', (file, reason) => {
    expect(() => read(file)).toThrow(InputError);
    expect(() => read(file)).not.toThrow(NoSuchFile);
    expect(problemsOf(() => read(file))[0]).toContain(reason);
  });

  it('must not be there before it is needed', () => {
    expect(() => createFileSource(model())).not.toThrow();
    expect(() => createFileSource('no/such/folder/m.mdl')).toThrow(InputError);
  });

  it.skipIf(process.getuid?.() === 0)('that the user may not read is refused (not as root, who may)', () => {
    chmodSync(join(root, 'model/a.csv'), 0);
    expect(problemsOf(() => read('a.csv'))[0]).toContain('permission denied');
    chmodSync(join(root, 'model/a.csv'), 0o600);
  });
});

describe('data files', () => {
  const write = (name: string, content: string | Buffer) => {
    writeFileSync(join(root, name), content);
    return join(root, name);
  };
  const series = (variable: string, ...dataFiles: readonly string[]) =>
    createFileSource(model(), { dataFiles }).series(variable);

  it.each([
    ['a.dat', 'Sales[North]\n0\t1\n2\t5\n'],
    ['a.tab', 'Time\tsales[north]\n0\t1\n1\t\n2\t5\n'],
    ['a.txt', 'Time\t0\t1\t2\nsales[north]\t1\t\t5\n'],
    ['a.csv', 'Time,"Sales[North]"\n0,1\n2,5\n'],
    ['b.csv', 'Time;Sales[North]\n0;1\n2;5\n'],
    [
      'a.xlsx',
      spreadsheet({
        S: [
          ['Time', 'sales[north]'],
          [0, 1],
          [2, 5],
        ],
      }),
    ],
  ])('may be of several kinds: %s', (name, content) => {
    expect(series('sales[north]', write(name, content))).toEqual({ times: [0, 2], values: [1, 5] });
  });

  it('may be anywhere: the user names them, not the model', () => {
    expect(series('x', write('outside.dat', 'x\n0\t1'))?.values).toEqual([1]);
  });

  it('are searched in the order in which they are given', () => {
    const [first, second] = [write('1.dat', 'x\n0\t1'), write('2.dat', 'x\n0\t2\ny\n0\t3')];
    expect(series('x', first, second)?.values).toEqual([1]);
    expect(series('y', first, second)?.values).toEqual([3]);
    expect(series('z', first, second)).toBeUndefined();
  });

  it('are told by name when they are no good', () => {
    const messageOf = (path: string) => {
      try {
        series('x', path);
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(messageOf(join(root, 'none.dat'))).toBe(
      `${join(root, 'none.dat')}:1:1: the file cannot be read: there is no such file`,
    );
    expect(messageOf(root)).toBe(`${root}:1:1: this is a folder, not a file`);
    const vdf = write('run.vdf', Buffer.from([0x7f, 0xf7, 0x17]));
    expect(messageOf(vdf)).toContain('binary run of Vensim; export it');
    const dat = write('bad.dat', '0\t1\n');
    expect(messageOf(dat)).toContain(`${dat}:1:1: a point before`);
  });
});
