import { describe, expect, it } from 'vitest';
import { runVensim, runXmile } from './run.js';

describe('subscripts', () => {
  it('number the elements row by row', () => {
    const { last } = runVensim('D: a, b\nE: p, q, r\nx[D,E] = 1,2,3;4,5,6;\ny[E] = x[b,E]');
    expect([last('x[a,p]'), last('x[b,p]'), last('y[q]'), last('y[r]')]).toEqual([1, 4, 5, 6]);
  });

  it('may be mixed: constants for one element, an equation for the others', () => {
    const { last } = runVensim('D: a, b, c\nx[a] = 7\nx[E] = Time\nE: b, c\ny[D] = x[D]*2', { stop: 3 });
    expect([last('y[a]'), last('y[b]'), last('y[c]')]).toEqual([14, 6, 6]);
  });

  it(':EXCEPT: leaves elements to other equations', () => {
    const { last } = runVensim(
      'D: a, b, c\nE: e, f\nx[D,E] :EXCEPT: [a,E], [b,f] = 1\nx[a,E] = 2\nx[b,f] = 3',
    );
    expect(['a,e', 'a,f', 'b,e', 'b,f', 'c,e', 'c,f'].map((at) => last(`x[${at}]`))).toEqual([
      2, 2, 1, 3, 1, 1,
    ]);
  });

  it('an equation for fewer elements wins over one for more', () => {
    const { last } = runVensim('D: a, b, c\nx[D] = 1\nx[b] = 2');
    expect(['a', 'b', 'c'].map((at) => last(`x[${at}]`))).toEqual([1, 2, 1]);
  });

  it('a mapping takes the element at the same place', () => {
    const { last } = runVensim('D: a, b, c -> E\nE: e, f, g\nx[D] = 1, 2, 3\ny[E] = x[D]*10');
    expect(['e', 'f', 'g'].map((at) => last(`y[${at}]`))).toEqual([10, 20, 30]);
  });

  it('a listed mapping may take one element for several', () => {
    const { last } = runVensim(
      'Region: north, south -> (City: inland, port)\nCity: oslo, rome, lima\ninland: oslo, rome\nport: lima\nx[Region] = 1, 2\ny[City] = x[Region]',
    );
    expect(['oslo', 'rome', 'lima'].map((at) => last(`y[${at}]`))).toEqual([1, 1, 2]);
  });

  it('an alias of a dimension varies on its own', () => {
    const { last } = runVensim('D: a, b\nE <-> D\nx[D,E] = IF THEN ELSE(D = E, 1, 0)\ny = SUM(x[D!,E!])');
    expect(last('y')).toBe(2);
  });

  it('a dimension counts as the place of its element in the largest dimension that has it', () => {
    const { last } = runVensim('D: p, q, r, s\nE: r, s\nx[E] = E*Time', { stop: 1 });
    expect([last('x[r]'), last('x[s]')]).toEqual([3, 4]);
  });

  it('names of elements are those of the array that they index', () => {
    const { last } = runVensim(
      'D: water, land\nE: water, air\nx[D] = 1, 2\ny[E] = 3, 4\nz = x[water] + y[water]*10',
    );
    expect(last('z')).toBe(31);
  });

  it('dependencies are per element', () => {
    const { last } = runVensim(
      'D: a, b, c\nnext: b, c -> prev\nprev: a, b -> next\nx[a] = Time\nx[next] = x[prev] + 1',
      { stop: 2 },
    );
    expect(last('x[c]')).toBe(4);
  });

  it('stocks, smooths, delays and lookups have elements too', () => {
    const { last } = runVensim(
      'D: a, b\ns[D] = INTEG(r[D], 0)\nr[D] = 1, 2\nt[a]( (0,0), (10,10) )\nt[b]( (0,0), (10,20) )\ny[D] = t[D](Time)\nz[D] = DELAY FIXED(r[D], 1, 0) + SMOOTH(r[D], 2)',
      { stop: 4 },
    );
    expect([last('s[a]'), last('s[b]'), last('y[a]'), last('y[b]'), last('z[b]')]).toEqual([4, 8, 4, 8, 4]);
  });
});

describe('reductions', () => {
  const array = 'D: a, b\nE: p, q, r\nx[D,E] = 1,2,3;4,5,6;\n';

  it('run over every dimension marked with !', () => {
    const { last } = runVensim(
      `${array}s = SUM(x[D!,E!])\nr[D] = SUM(x[D,E!])\np[E] = PROD(x[D!,E])\nl = VMIN(x[D!,p])\nh[D] = VMAX(x[D,E!]*-1)`,
    );
    expect([last('s'), last('r[b]'), last('p[r]'), last('l'), last('h[b]')]).toEqual([21, 15, 18, 1, -4]);
  });

  it('may use the current element of the dimension that they run over', () => {
    const { last } = runVensim('D: a, b, c\nx[D] = 1, 2, 4\nshare[D] = x[D]/SUM(x[D!])*SUM(x[D!]*x[D])');
    expect(last('share[b]')).toBeCloseTo((2 / 7) * 14);
  });

  it('of thousands of terms stay shallow', () => {
    const { last } = runVensim('D: (a1-a3000)\nx[D] = D\ny = SUM(x[D!])');
    expect(last('y')).toBe((3000 * 3001) / 2);
  });

  it('VECTOR SELECT combines the selected, and has a value when none is', () => {
    const { last } = runVensim(
      'D: a, b, c\non[D] = 1, 0, 1\noff[D] = 0, 0, 0\nx[D] = 2, 3, 4\nsum = VECTOR SELECT(on[D!], x[D!], -9, 0, 0)\nproduct = VECTOR SELECT(on[D!], x[D!], -9, 1, 0)\nleast = VECTOR SELECT(on[D!], x[D!], -9, 2, 0)\nmost = VECTOR SELECT(on[D!], x[D!], -9, VSMAX, 0)\nnone = VECTOR SELECT(off[D!], x[D!], -9, 0, 0)\nVSMAX = 3',
    );
    expect(['sum', 'product', 'least', 'most', 'none'].map(last)).toEqual([6, 8, 2, 4, -9]);
  });

  it('ELMCOUNT counts elements', () => {
    expect(runVensim('D: (a1-a7)\nx = ELMCOUNT(D)').last('x')).toBe(7);
  });
});

describe('vector functions', () => {
  it('VECTOR ELM MAP reads at an offset from an element, also one that varies', () => {
    const { series } = runVensim(
      'D: a, b, c\nx[D] = 5, 6, 7\nfixed = VECTOR ELM MAP(x[b], 1)\nmoving = VECTOR ELM MAP(x[a], Time)',
      { stop: 3 },
    );
    expect(series('fixed')[0]).toBe(7);
    expect(series('moving')).toEqual([5, 6, 7, -(2 ** 110)]);
  });

  it('VECTOR SORT ORDER, RANK and REORDER agree, and equal elements keep their order', () => {
    const { last } = runVensim(
      'D: a, b, c, d\nx[D] = 3, 1, 3, 2\nup[D] = VECTOR SORT ORDER(x[D], 1)\ndown[D] = VECTOR SORT ORDER(x[D], 0)\nrank[D] = VECTOR RANK(x[D], 1)\nsorted[D] = VECTOR REORDER(x[D], up[D])',
    );
    const all = (name: string) => ['a', 'b', 'c', 'd'].map((at) => last(`${name}[${at}]`));
    expect(all('up')).toEqual([1, 3, 0, 2]);
    expect(all('down')).toEqual([0, 2, 3, 1]);
    expect(all('rank')).toEqual([3, 1, 4, 2]);
    expect(all('sorted')).toEqual([1, 2, 3, 3]);
  });

  it('VECTOR ELM MAP needs no equations for the elements after the last one defined', () => {
    const { last } = runVensim('D: a, b, c\nx[a] = 5\nx[b] = 6\ny = VECTOR ELM MAP(x[a], 1)');
    expect(last('y')).toBe(6);
  });

  it('VECTOR RANK may have a direction for each element', () => {
    const { last } = runVensim(
      'D: a, b, c\nE: down, up\nx[D] = 3, 1, 2\ndirection[E] = 0, 1\nrank[E,D] = VECTOR RANK(x[D], direction[E])',
    );
    const row = (direction: string) => ['a', 'b', 'c'].map((at) => last(`rank[${direction},${at}]`));
    expect([row('down'), row('up')]).toEqual([
      [1, 3, 2],
      [3, 1, 2],
    ]);
  });

  it('VECTOR LOOKUP interpolates between elements', () => {
    const { series } = runVensim('D: a, b, c\nx[D] = 0, 10, 30\ny = VECTOR LOOKUP(x[a], Time, 0, 4, 0)', {
      stop: 5,
    });
    expect(series('y')).toEqual([0, 5, 10, 20, 30, 30]);
  });

  it('INVERT MATRIX exchanges rows where a pivot is zero', () => {
    const { last } = runVensim(
      'D: a, b, c\nE <-> D\nm[D,E] = 0,2,0;1,0,0;0,0,4;\ni[D,E] = INVERT MATRIX(m[D,E], 3)',
    );
    const row = (at: string) => ['a', 'b', 'c'].map((column) => last(`i[${at},${column}]`) + 0);
    expect([row('a'), row('b'), row('c')]).toEqual([
      [0, 1, 0],
      [0.5, 0, 0],
      [0, 0, 0.25],
    ]);
  });
});

describe('allocation', () => {
  it('ALLOCATE BY PRIORITY serves the highest priority first and shares within the width', () => {
    const { series } = runVensim(
      'D: a, b, c\nwant[D] = 10, 6, 3\npriority[D] = 2, 4, 3\nx[D] = ALLOCATE BY PRIORITY(want[D], priority[D], ELMCOUNT(D), 3, Time*5)',
      { stop: 4 },
    );
    const total = [0, 1, 2, 3, 4].map((at) => series('x[a]')[at] + series('x[b]')[at] + series('x[c]')[at]);
    expect(total.map((value) => Number(value.toFixed(9)))).toEqual([0, 5, 10, 15, 19]);
    expect(series('x[b]')[1]).toBeGreaterThan(series('x[c]')[1]);
    expect(series('x[c]')[1]).toBeGreaterThan(series('x[a]')[1]);
    expect([series('x[a]')[4], series('x[b]')[4], series('x[c]')[4]]).toEqual([10, 6, 3]);
  });

  it.each([1, 2, 3, 4])(
    'ALLOCATE AVAILABLE with profiles of type %i hands out all there is, no more',
    (type) => {
      const { series } = runVensim(
        `D: a, b\nP: ptype, ppriority, pwidth, pextra\nwant[D] = 10, 6\np[D,P] = ${type},5,1,0;${type},6,1,0;\nx[D] = ALLOCATE AVAILABLE(want[D], p[D,ptype], Time*4)`,
        { stop: 5 },
      );
      const total = series('x[a]').map((value, at) => value + series('x[b]')[at]);
      expect(total.map((value) => Number(value.toFixed(6)))).toEqual([0, 4, 8, 12, 16, 16]);
      expect(series('x[b]')[1] / 6).toBeGreaterThan(series('x[a]')[1] / 10);
    },
  );
});

describe('XMILE arrays', () => {
  const dimensions =
    '<dimensions><dim name="D"><elem name="a"/><elem name="b"/><elem name="c"/></dim><dim name="N" size="2"/></dimensions>';
  const array = (name: string, equation: string, ...names: string[]) =>
    `<aux name="${name}"><dimensions>${names.map((dimension) => `<dim name="${dimension}"/>`).join('')}</dimensions>${equation}</aux>`;
  const scalar = (name: string, equation: string) => `<aux name="${name}"><eqn>${equation}</eqn></aux>`;
  const x = array(
    'x',
    '<element subscript="a"><eqn>1</eqn></element><element subscript="b"><eqn>2</eqn></element><element subscript="c"><eqn>6</eqn></element>',
    'D',
  );
  const run = (variables: string) => runXmile(x + variables, { stop: 3 }, dimensions);

  it('apply to all without naming subscripts', () => {
    const { last } = run(array('y', '<eqn>x * 2 + x[D]</eqn>', 'D', 'N'));
    expect([last('y[a,1]'), last('y[c,2]')]).toEqual([3, 18]);
  });

  it('are reduced whole, by wildcard and by range', () => {
    const { last } = run(
      scalar('s', 'SUM(x)') +
        scalar('w', 'SUM(x[*])') +
        scalar('r', 'SUM(x[1:2])') +
        scalar('m', 'MEAN(x[*])') +
        scalar('d', 'STDDEV(x)') +
        scalar('n', 'SIZE(x)') +
        scalar('h', 'MAX(x)') +
        scalar('l', 'MIN(x[*], 0)'.replace('x[*]', 'x[a]')) +
        scalar('k', 'RANK(x, 3)') +
        scalar('product', 'SUM(x*x)'),
    );
    expect(['s', 'w', 'r', 'm', 'n', 'h', 'l', 'k', 'product'].map(last)).toEqual([
      9, 9, 3, 3, 3, 6, 0, 3, 41,
    ]);
    expect(last('d')).toBeCloseTo(Math.sqrt((4 + 1 + 9) / 3));
  });

  it('are summed over both subscripts when both are wildcards', () => {
    const { last } = run(
      array('m', '<eqn>x[D] * N</eqn>', 'D', 'N') +
        scalar('s', 'SUM(m[*,*])') +
        array('r', '<eqn>SUM(m[D,*])</eqn>', 'D'),
    );
    expect([last('s'), last('r[b]')]).toEqual([27, 6]);
  });

  it('are indexed by numbers and by what varies', () => {
    const { series, last } = run(
      scalar('y', 'x[TIME]') +
        scalar('z', 'x[2]') +
        array('w', '<eqn>x[D + 1]</eqn>', 'D') +
        scalar('i', '1') +
        scalar('v', 'x[i]'),
    );
    expect(series('y')).toEqual([0, 1, 2, 6]);
    expect([last('z'), last('w[a]'), last('w[c]'), last('v')]).toEqual([2, 2, 0, 1]);
  });

  it('are ranked row by row, also where the row varies', () => {
    const rows = [
      [3, 1, 2],
      [1, 2, 3],
    ];
    const elements = rows.flatMap((row, n) =>
      row.map((value, d) => `<element subscript="${n + 1},${'abc'[d]}"><eqn>${value}</eqn></element>`),
    );
    const { last } = run(
      scalar('i', '0*TIME') +
        array('m', elements.join(''), 'N', 'D') +
        array('rank', '<eqn>VECTOR RANK(m[i + N, D], 1)</eqn>', 'N', 'D'),
    );
    expect([1, 2].map((n) => ['a', 'b', 'c'].map((d) => last(`rank[${n},${d}]`)))).toEqual(rows);
  });

  it('have a table each', () => {
    const { last } = run(
      array(
        'g',
        '<eqn>TIME</eqn><element subscript="1"><gf><xscale min="0" max="4"/><ypts>0,4</ypts></gf></element><element subscript="2"><gf><xscale min="0" max="4"/><ypts>0,8</ypts></gf></element>',
        'N',
      ),
    );
    expect([last('g[1]'), last('g[2]')]).toEqual([3, 6]);
  });
});
