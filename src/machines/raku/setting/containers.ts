import type { Register } from '../compile/routine-writer.js';
import { SCALAR } from '../compile/values.js';
import { OBJECT } from '../layout.js';
import type { Body, SettingWriter } from './setting-writer.js';

/** The first cells of objects of the setting. */
const FIRST = OBJECT.first;
const SECOND = FIRST + 1;
const THIRD = FIRST + 2;

/** A container whose assignments are checked by nothing. */
function newContainer(body: Body): Register {
  const container = body.op('create', body.type('Scalar'));
  body.do('bindattr_o', container, SCALAR.descriptor, untyped(body));
  body.do('bindattr_o', container, SCALAR.value, body.type('Any'));
  return container;
}

function untyped(body: Body): Register {
  return body.writer.constant({ kind: 'descriptor', name: '', type: null });
}

function assign(body: Body, container: Register, value: Register): void {
  body.writer.dispatch('raku-assign', [
    ['object', container],
    ['object', body.decont(value)],
  ]);
}

/** A container that becomes an element when it is first assigned to. */
function elementToBe(body: Body, descriptorType: string, target: Register, at: Register): Register {
  const container = body.op('create', body.type('Scalar'));
  const descriptor = body.op('create', body.type(descriptorType));
  body.do('bindattr_o', descriptor, FIRST, untyped(body));
  body.do('bindattr_o', descriptor, SECOND, target);
  body.do('bindattr_o', descriptor, THIRD, at);
  body.do('bindattr_o', container, SCALAR.descriptor, descriptor);
  body.do('bindattr_o', container, SCALAR.value, body.type('Any'));
  return container;
}

/** Lists, arrays, hashes, subscripts. */
export function writeContainers(setting: SettingWriter): void {
  writeLists(setting);
  writeArrays(setting);
  writeHashes(setting);
  writeSubscripts(setting);
}

function reified(body: Body, list: Register): Register {
  return body.op('getattr_o', list, FIRST);
}

/** Each item of anything, one after the other. */
function forEach(body: Body, items: Register, use: (item: Register) => void): void {
  const iterator = body.method(items, 'iterator');
  const item = body.op('set', body.method(iterator, 'pull-one'));
  const end = body.type('IterationEnd');
  body.while(
    () => body.op('not_i', body.op('eqaddr', item, end)),
    () => {
      use(item);
      body.do('set', item, body.method(iterator, 'pull-one'));
    },
  );
}

function writeLists(setting: SettingWriter): void {
  setting.only('infix:<,>', ['rest'], (body, items) => {
    const list = body.op('create', body.type('List'));
    body.do('bindattr_o', list, FIRST, items);
    body.returnRaw(list);
  });
  setting.only('infix:<=>>', ['any', 'any'], (body, key, value) => {
    const pair = body.op('create', body.type('Pair'));
    body.do('bindattr_o', pair, FIRST, key);
    body.do('bindattr_o', pair, SECOND, value);
    body.returnRaw(pair);
  });
  setting.method('List', 'Str', [], (body, self) => body.return(body.method(self, 'join', body.text(' '))));
  setting.method('List', 'elems', [], (body, self) =>
    body.return(body.op('box_i', body.op('elems', reified(body, self)))),
  );
  setting.method('List', 'Bool', [], (body, self) =>
    body.return(body.truth(body.op('elems', reified(body, self)))),
  );
  setting.method('List', 'Numeric', [], (body, self) => body.return(body.method(self, 'elems')));
  setting.method('List', 'AT-POS', ['any'], (body, self, index) =>
    body.returnRaw(body.op('atpos_o', reified(body, self), body.op('unbox_i', index))),
  );
  setting.method('List', 'sort', [], (body, self) => {
    const sorted = body.op('clone', reified(body, self));
    body.do('sort', sorted);
    const list = body.op('create', body.type('List'));
    body.do('bindattr_o', list, FIRST, sorted);
    body.returnRaw(list);
  });
  setting.method('List', 'join', ['rest'], (body, self, separators) => {
    const separator = body.op('set', body.text(''));
    body.if(body.op('elems', separators), () => {
      const given = body.op('atpos_o', separators, body.op('const_i', 0));
      body.do('set', separator, body.method(given, 'Str'));
    });
    const texts = body.op('hlllist');
    forEach(body, self, (item) => body.do('push_o', texts, body.method(item, 'Str')));
    body.return(body.op('join', separator, texts));
  });
}

function writeArrays(setting: SettingWriter): void {
  setting.method('Array', 'STORE', ['any'], (body, self, items) => {
    const elements = body.op('hlllist');
    forEach(body, items, (item) => {
      const container = newContainer(body);
      assign(body, container, item);
      body.do('push_o', elements, container);
    });
    body.do('bindattr_o', self, FIRST, elements);
    body.returnRaw(self);
  });
  setting.method('Array', 'push', ['rest'], (body, self, items) => {
    const elements = reified(body, self);
    const at = body.op('set', body.op('const_i', 0));
    body.while(
      () => body.op('lt_i', at, body.op('elems', items)),
      () => {
        const container = newContainer(body);
        assign(body, container, body.op('atpos_o', items, at));
        body.do('push_o', elements, container);
        body.do('set', at, body.op('add_i', at, body.op('const_i', 1)));
      },
    );
    body.returnRaw(self);
  });
  const element = (
    body: Body,
    self: Register,
    index: Register,
    found: (container: Register) => void,
    missing: (elements: Register, at: Register) => void,
  ) => {
    const at = body.op('unbox_i', index);
    body.if(body.op('lt_i', at, body.op('const_i', 0)), () => body.do('die', INDEX_OUT_OF_RANGE, index));
    const elements = reified(body, self);
    const container = body.op('atpos_o', elements, at);
    body.if(
      body.op('isnull', container),
      () => missing(elements, at),
      () => found(container),
    );
  };
  setting.method('Array', 'AT-POS', ['any'], (body, self, index) =>
    element(
      body,
      self,
      index,
      (container) => body.returnRaw(container),
      (elements, at) => body.returnRaw(elementToBe(body, 'ContainerDescriptor::BindArrayPos', elements, at)),
    ),
  );
  setting.method('Array', 'ASSIGN-POS', ['any', 'raw'], (body, self, index, value) =>
    element(
      body,
      self,
      index,
      (container) => {
        assign(body, container, value);
        body.returnRaw(container);
      },
      (elements, at) => {
        const container = newContainer(body);
        assign(body, container, value);
        body.do('bindpos_o', elements, at, container);
        body.returnRaw(container);
      },
    ),
  );
}

/** Of `failures.ts`. */
const INDEX_OUT_OF_RANGE = 3;

function writeHashes(setting: SettingWriter): void {
  const storage = (body: Body, hash: Register) => body.op('getattr_o', hash, FIRST);
  setting.method('Hash', 'elems', [], (body, self) =>
    body.return(body.op('box_i', body.op('elems', body.op('hashkeys', storage(body, self))))),
  );
  setting.method('Hash', 'Bool', [], (body, self) =>
    body.return(body.truth(body.op('elems', body.op('hashkeys', storage(body, self))))),
  );
  setting.method('Hash', 'keys', [], (body, self) => {
    const list = body.op('create', body.type('List'));
    body.do('bindattr_o', list, FIRST, body.op('hashkeys', storage(body, self)));
    body.returnRaw(list);
  });
  setting.method('Hash', 'AT-KEY', ['any'], (body, self, key) => {
    const table = storage(body, self);
    const text = body.method(key, 'Str');
    const container = body.op('atkey_o', table, text);
    body.if(body.op('isnull', container), () =>
      body.returnRaw(elementToBe(body, 'ContainerDescriptor::BindHashKey', table, text)),
    );
    body.returnRaw(container);
  });
  setting.method('Hash', 'ASSIGN-KEY', ['any', 'any'], (body, self, key, value) => {
    const table = storage(body, self);
    const text = body.method(key, 'Str');
    const container = body.op('atkey_o', table, text);
    body.if(body.op('isnull', container), () => {
      body.do('set', container, newContainer(body));
      body.do('bindkey_o', table, text, container);
    });
    assign(body, container, value);
    body.returnRaw(container);
  });
  setting.method('Hash', 'STORE', ['any'], (body, self, items) => {
    body.do('bindattr_o', self, FIRST, body.op('hllhash'));
    const key = body.op('null');
    forEach(body, items, (item) => {
      const bare = body.decont(item);
      body.if(
        body.op('istype', bare, body.type('Pair')),
        () =>
          body.method(
            self,
            'ASSIGN-KEY',
            body.op('getattr_o', bare, FIRST),
            body.op('getattr_o', bare, SECOND),
          ),
        () =>
          body.if(
            body.op('isnull', key),
            () => body.do('set', key, bare),
            () => {
              body.method(self, 'ASSIGN-KEY', key, bare);
              body.do('set', key, body.op('null'));
            },
          ),
      );
    });
    body.returnRaw(self);
  });
}

/** What is not there yet becomes an array or a hash where something is put into it. */
function vivified(body: Body, object: Register, type: string): Register {
  const bare = body.op('set', body.decont(object));
  body.if(body.op('not_i', body.op('isconcrete', bare)), () => {
    body.do('set', bare, body.method(body.type(type), 'CREATE'));
    assign(body, object, bare);
  });
  return bare;
}

function writeSubscripts(setting: SettingWriter): void {
  for (const [name, type, get, set] of [
    ['postcircumfix:<{ }>', 'Hash', 'AT-KEY', 'ASSIGN-KEY'],
    ['postcircumfix:<[ ]>', 'Array', 'AT-POS', 'ASSIGN-POS'],
  ] as const)
    setting.multi(name, [
      [
        ['raw', 'any'],
        (body, object, key) => {
          // In what is nothing yet there is nothing; but it may be assigned to.
          body.if(body.op('not_i', body.op('isconcrete', body.decont(object))), () =>
            body.returnRaw(elementToBe(body, `ContainerDescriptor::Vivify${type}`, object, key)),
          );
          body.returnRaw(body.method(object, get, key));
        },
      ],
      [
        ['raw', 'any', 'raw'],
        (body, object, key, value) =>
          body.returnRaw(body.method(vivified(body, object, type), set, key, value)),
      ],
    ]);
  setting.method('Array', 'BIND-POS', ['any', 'raw'], (body, self, index, container) => {
    body.do('bindpos_o', reified(body, self), body.op('unbox_i', index), container);
    body.returnRaw(container);
  });
  setting.method('Hash', 'BIND-KEY', ['any', 'raw'], (body, self, key, container) => {
    body.do('bindkey_o', body.op('getattr_o', self, FIRST), body.method(key, 'Str'), container);
    body.returnRaw(container);
  });
  setting.method('Array', 'CREATE', [], (body) => {
    const array = body.op('create', body.type('Array'));
    body.do('bindattr_o', array, FIRST, body.op('hlllist'));
    body.returnRaw(array);
  });
  setting.method('Hash', 'CREATE', [], (body) => {
    const hash = body.op('create', body.type('Hash'));
    body.do('bindattr_o', hash, FIRST, body.op('hllhash'));
    body.returnRaw(hash);
  });
}
