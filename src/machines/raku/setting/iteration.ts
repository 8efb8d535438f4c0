import type { Register } from '../compile/routine-writer.js';
import { OBJECT } from '../layout.js';
import type { Body, SettingWriter } from './setting-writer.js';

const FIRST = OBJECT.first;
const SECOND = FIRST + 1;

/** Ranges, and what `for` asks for items. */
export function writeIteration(setting: SettingWriter): void {
  writeLists(setting);
  writeRanges(setting);
  writeLines(setting);
}

function make(body: Body, type: string, first: Register, second: Register): Register {
  const object = body.op('create', body.type(type));
  body.do('bindattr_o', object, FIRST, first);
  body.do('bindattr_o', object, SECOND, second);
  return object;
}

function writeLists(setting: SettingWriter): void {
  setting.method('List', 'iterator', [], (body, self) =>
    body.return(make(body, 'ListIterator', body.op('getattr_o', self, FIRST), body.op('const_i', 0))),
  );
  setting.method('Mu', 'iterator', [], (body, self) => {
    const items = body.op('hlllist');
    body.do('push_o', items, self);
    body.return(make(body, 'ListIterator', items, body.op('const_i', 0)));
  });
  setting.method('ListIterator', 'pull-one', [], (body, self) => {
    const items = body.op('getattr_o', self, FIRST);
    const at = body.op('getattr_o', self, SECOND);
    body.if(body.op('ge_i', at, body.op('elems', items)), () => body.returnRaw(body.type('IterationEnd')));
    body.do('bindattr_o', self, SECOND, body.op('add_i', at, body.op('const_i', 1)));
    body.returnRaw(body.op('atpos_o', items, at));
  });
}

function writeRanges(setting: SettingWriter): void {
  setting.only('infix:<..>', ['any', 'any'], (body, from, to) => body.return(make(body, 'Range', from, to)));
  setting.only('prefix:<^>', ['any'], (body, to) => {
    const last = body.call('infix:<->', body.method(to, 'Numeric'), body.integer(1));
    body.return(make(body, 'Range', body.integer(0), last));
  });
  setting.method('Range', 'iterator', [], (body, self) => {
    const from = body.op('getattr_o', self, FIRST);
    const to = body.op('getattr_o', self, SECOND);
    const type = body.op('set', body.type('IntIterator'));
    body.if(body.op('istype', from, body.type('Str')), () =>
      body.do('set', type, body.type('LetterIterator')),
    );
    const iterator = body.op('create', type);
    body.do('bindattr_o', iterator, FIRST, from);
    body.do('bindattr_o', iterator, SECOND, to);
    body.return(iterator);
  });
  setting.method('Range', 'elems', [], (body, self) => {
    const [from, to] = [FIRST, SECOND].map((cell) => body.op('getattr_o', self, cell));
    body.return(body.op('add_I', body.op('sub_I', to, from), body.integer(1)));
  });
  setting.method('IntIterator', 'pull-one', [], (body, self) => {
    const at = body.op('getattr_o', self, FIRST);
    body.if(body.op('gt_I', at, body.op('getattr_o', self, SECOND)), () =>
      body.returnRaw(body.type('IterationEnd')),
    );
    body.do('bindattr_o', self, FIRST, body.op('add_I', at, body.integer(1)));
    body.returnRaw(at);
  });
  // From the first text on, each the next of the one before, up to the last, or as long as it is no longer.
  setting.method('LetterIterator', 'pull-one', [], (body, self) => {
    const at = body.op('getattr_o', self, FIRST);
    body.if(body.op('isnull', at), () => body.returnRaw(body.type('IterationEnd')));
    const last = body.op('getattr_o', self, SECOND);
    const next = body.op('set', body.op('succ_s', at));
    body.if(body.op('eq_s', at, last), () => body.do('null', next));
    body.if(body.op('gt_i', body.op('chars', at), body.op('chars', last)), () =>
      body.returnRaw(body.type('IterationEnd')),
    );
    body.do('bindattr_o', self, FIRST, next);
    body.returnRaw(at);
  });
}

function writeLines(setting: SettingWriter): void {
  setting.method('Str', 'lines', [], (body, self) =>
    body.return(make(body, 'Lines', self, body.op('const_i', 0))),
  );
  setting.method('Lines', 'iterator', [], (body, self) => body.return(self));
  setting.method('Lines', 'pull-one', [], (body, self) => {
    const text = body.op('getattr_o', self, FIRST);
    const from = body.op('getattr_o', self, SECOND);
    body.if(body.op('ge_i', from, body.op('units', text)), () => body.returnRaw(body.type('IterationEnd')));
    const to = body.op('findnewline', text, from);
    body.do('bindattr_o', self, SECOND, body.op('behindnewline', text, to));
    body.returnTyped(body.op('substr_s', text, from, body.op('sub_i', to, from)), 'Str');
  });
  for (const method of ['elems', 'join', 'sort'])
    setting.method('Lines', method, method === 'join' ? ['any'] : [], (body, self, ...given) =>
      body.return(body.method(body.call('list-of', self), method, ...given)),
    );
}

/** All items of anything as a list. */
export function writeListOf(setting: SettingWriter): void {
  setting.only('list-of', ['any'], (body, items) => {
    const elements = body.op('hlllist');
    const iterator = body.method(items, 'iterator');
    const item = body.op('set', body.method(iterator, 'pull-one'));
    const end = body.type('IterationEnd');
    body.while(
      () => body.op('not_i', body.op('eqaddr', item, end)),
      () => {
        body.do('push_o', elements, item);
        body.do('set', item, body.method(iterator, 'pull-one'));
      },
    );
    const list = body.op('create', body.type('List'));
    body.do('bindattr_o', list, FIRST, elements);
    body.returnRaw(list);
  });
}
