import type { Register } from '../compile/routine-writer.js';
import { hllize, SCALAR } from '../compile/values.js';
import { RESUME } from '../dispatch/dispatchers/dispatcher.js';
import { OBJECT } from '../layout.js';
import type { Body, SettingWriter } from './setting-writer.js';

const FIRST = OBJECT.first;
const SECOND = FIRST + 1;
const THIRD = FIRST + 2;

/** Objects, code, output, and what dispatchers call. */
export function writeObjects(setting: SettingWriter): void {
  setting.method('Mu', 'new', ['rest'], (body, self, rest) => {
    // A class with a `bless` of its own would be asked to make the object.
    const find = (object: Register) =>
      body.writer.dispatch('lang-find-meth', [
        ['object', object],
        ['text', body.text('bless')],
        ['literal integer', body.op('const_i', 0)],
      ]);
    const isPlain = body.op('eqaddr', find(self), find(body.type('Mu')));
    body.if(body.op('not_i', isPlain), () => body.do('die', MESSAGE, body.text('bless')));
    const named = body.op('atpos_o', rest, body.op('const_i', 0));
    const object = body.op('create', self);
    body.return(hllize(body.writer, body.method(object, 'BUILDALL', named)));
  });
  setting.method('Mu', 'bless', [], (body, self) => body.returnRaw(self));
  setting.method('Mu', 'BUILDALL', ['raw'], (body, self) => body.returnRaw(self));
  setting.method('Mu', 'defined', [], (body, self) => body.return(body.truth(body.op('isconcrete', self))));
  setting.method('Mu', 'Bool', [], (body, self) => body.return(body.truth(body.op('isconcrete', self))));
  setting.method('Mu', 'ACCEPTS', ['raw'], (body, self, topic) =>
    body.return(body.truth(body.op('eqaddr', self, body.decont(topic)))),
  );
  setting.method('Bool', 'Bool', [], (body, self) => body.return(self));
  setting.method('Bool', 'ACCEPTS', ['any'], (body, self) => body.return(self));
  setting.method('Code', 'ACCEPTS', ['raw'], (body, self, topic) => body.return(body.callCode(self, topic)));
  setting.method('Code', 'clone', [], (body, self) => body.returnRaw(body.op('clone', self)));
  setting.method('Buf', 'new', ['rest'], (body, self) => body.return(body.op('create', self)));
  setting.method('Buf', 'elems', [], (body, self) => body.return(body.op('box_i', body.op('elems', self))));
  for (const [name, cell] of [
    ['re', FIRST],
    ['im', SECOND],
  ] as const)
    setting.method('Complex', name, [], (body, self) => body.return(body.op('getattr_o', self, cell)));
  const say = (body: Body, items: Register): void => {
    const text = body.op('set', body.text(''));
    const at = body.op('set', body.op('const_i', 0));
    body.while(
      () => body.op('lt_i', at, body.op('elems', items)),
      () => {
        body.do('set', text, body.op('concat_s', text, body.op('gist', body.op('atpos_o', items, at))));
        body.do('set', at, body.op('add_i', at, body.op('const_i', 1)));
      },
    );
    body.do('say', body.op('concat_s', text, body.text('\n')));
    body.return(body.truth(body.op('const_i', 1)));
  };
  setting.only('say', ['rest'], say);
  setting.only('say-all', ['any'], (body, list) => say(body, body.op('getattr_o', list, FIRST)));
  writeCalls(setting);
  writeHelpers(setting);
}

function writeCalls(setting: SettingWriter): void {
  setting.only('callsame', [], (body) => {
    const kind = body.op('const_i', RESUME.callsame);
    body.returnRaw(body.writer.dispatch('boot-resume-caller', [['integer', kind]]));
  });
  setting.only('lookup-method', ['any', 'any'], (body, type, name) =>
    body.returnRaw(body.op('findmethod', type, name)),
  );
  setting.method('Routine', 'wrap', ['any'], (body, self, wrapper) => {
    const handle = body.op('create', body.type('WrapHandle'));
    body.do('bindattr_o', handle, FIRST, body.op('wrap', self, wrapper));
    body.do('bindattr_o', handle, SECOND, self);
    body.return(handle);
  });
  setting.method('Routine', 'unwrap', ['any'], (body, self, handle) =>
    body.return(body.truth(body.op('unwrap', self, body.op('getattr_o', handle, FIRST)))),
  );
}

/** By the names that dispatchers know them by. They get containers as they are. */
function writeHelpers(setting: SettingWriter): void {
  const helper = (name: string, count: number, write: Parameters<SettingWriter['only']>[2]) =>
    setting.only(
      `helper-${name}`,
      Array.from({ length: count }, () => 'raw'),
      write,
    );
  for (const name of ['no-whence-no-typecheck', 'no-whence'])
    helper(`assign-scalar-${name}`, 2, (body, container, value) => {
      if (name === 'no-whence') {
        const descriptor = body.op('getattr_o', container, SCALAR.descriptor);
        const of = body.op('getattr_o', descriptor, FIRST);
        body.if(body.op('not_i', body.op('istype', value, of)), () =>
          body.do('badassignment', container, value),
        );
      }
      body.do('bindattr_o', container, SCALAR.value, value);
      body.returnRaw(container);
    });
  helper('assign-scalar-nil-no-whence', 2, (body, container) => {
    const descriptor = body.op('getattr_o', container, SCALAR.descriptor);
    body.do('bindattr_o', container, SCALAR.value, body.op('getattr_o', descriptor, THIRD));
    body.returnRaw(container);
  });
  for (const name of ['uninit', 'uninit-no-typecheck'])
    helper(`assign-scalar-${name}`, 2, (body, container, value) => {
      const descriptor = body.op('getattr_o', container, SCALAR.descriptor);
      body.do('bindattr_o', container, SCALAR.value, value);
      body.do('bindattr_o', container, SCALAR.descriptor, body.op('getattr_o', descriptor, FIRST));
      body.returnRaw(container);
    });
  for (const name of ['bindpos', 'bindpos-no-typecheck'])
    helper(`assign-scalar-${name}`, 2, (body, container, value) => {
      const descriptor = body.op('getattr_o', container, SCALAR.descriptor);
      body.do('bindattr_o', container, SCALAR.value, value);
      const [target, at] = [SECOND, THIRD].map((cell) => body.op('getattr_o', descriptor, cell));
      body.do('bindpos_o', target, at, container);
      body.do('bindattr_o', container, SCALAR.descriptor, body.op('getattr_o', descriptor, FIRST));
      body.returnRaw(container);
    });
  writeFallback(setting);
  helper('container-fallback', 2, (body, _, value) => body.returnRaw(body.decont(value)));
  helper('recontainerise', 1, (body, value) => {
    const container = body.op('create', body.type('Scalar'));
    body.do('bindattr_o', container, SCALAR.value, value);
    body.returnRaw(container);
  });
  helper('return-error', 2, (body, value, type) => {
    body.do('badreturn', value, type);
    body.returnRaw(value);
  });
  helper('hllize-integer', 1, (body, value) => body.returnRaw(body.op('box_i', value)));
  helper('hllize-text', 1, (body, value) => body.returnRaw(value));
  for (const [name, type] of [
    ['list', 'List'],
    ['table', 'Hash'],
  ] as const)
    helper(`hllize-${name}`, 1, (body, value) => {
      const object = body.op('create', body.type(type));
      body.do('bindattr_o', object, FIRST, value);
      body.returnRaw(object);
    });
}

/** Assigns to any container, or says why not. */
function writeFallback(setting: SettingWriter): void {
  setting.only('helper-assign-fallback', ['raw', 'raw'], (body, container, value) => {
    body.if(body.op('not_i', body.op('iscont', container)), () => body.do('die', IMMUTABLE, container));
    const descriptor = body.op('getattr_o', container, SCALAR.descriptor);
    body.if(body.op('not_i', body.op('isconcrete', descriptor)), () => body.do('die', READ_ONLY, container));
    // Nil becomes what the container began with.
    body.if(body.op('eqaddr', value, body.type('Nil')), () => body.do('set', value, body.type('Any')));
    body.if(body.op('istype', descriptor, body.type('ContainerDescriptor')), () => {
      const isWrong = body.op('not_i', body.op('istype', value, body.op('getattr_o', descriptor, FIRST)));
      body.if(isWrong, () => body.do('badassignment', container, value));
    });
    body.do('bindattr_o', container, SCALAR.value, value);
    const isPosition = body.op('istype', descriptor, body.type('ContainerDescriptor::BindArrayPos'));
    body.if(isPosition, () => {
      const [target, at] = [SECOND, THIRD].map((cell) => body.op('getattr_o', descriptor, cell));
      body.do('bindpos_o', target, at, container);
      body.do('bindattr_o', container, SCALAR.descriptor, body.op('getattr_o', descriptor, FIRST));
    });
    // What the container is to be an element of is not there yet either.
    for (const [type, put] of [
      ['Hash', 'BIND-KEY'],
      ['Array', 'BIND-POS'],
    ] as const)
      body.if(body.op('istype', descriptor, body.type(`ContainerDescriptor::Vivify${type}`)), () => {
        const [around, at] = [SECOND, THIRD].map((cell) => body.op('getattr_o', descriptor, cell));
        const object = body.method(body.type(type), 'CREATE');
        body.writer.dispatch('raku-assign', [
          ['object', around],
          ['object', object],
        ]);
        body.method(object, put, at, container);
        body.do('bindattr_o', container, SCALAR.descriptor, body.op('getattr_o', descriptor, FIRST));
      });
    const isKey = body.op('istype', descriptor, body.type('ContainerDescriptor::BindHashKey'));
    body.if(isKey, () => {
      const [target, key] = [SECOND, THIRD].map((cell) => body.op('getattr_o', descriptor, cell));
      body.do('bindkey_o', target, key, container);
      body.do('bindattr_o', container, SCALAR.descriptor, body.op('getattr_o', descriptor, FIRST));
    });
    body.returnRaw(container);
  });
}

/** Of `failures.ts`. */
const MESSAGE = 0;
const IMMUTABLE = 2;
const READ_ONLY = 4;
