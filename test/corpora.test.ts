import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { canonicalName } from '../src/machines/models/syntax.js';
import { parseModel } from './machines/models/shared-models.js';
import { ModelRun } from './model-run.js';

interface Manifest {
  readonly schema: number;
  readonly families: readonly { readonly name: string; readonly programs: readonly Entry[] }[];
}

interface Entry {
  readonly file: string;
  readonly title: string;
  readonly source: string;
  readonly equations: number;
}

const folder = fileURLToPath(new URL('../corpora/', import.meta.url));
const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8')) as Manifest;
const entries = manifest.families.flatMap(({ programs }) => programs);
const SETTINGS = new Set(['initial time', 'final time', 'time step', 'saveper']);

const runs = new Map<string, ModelRun>();

function run(file: string): ModelRun {
  const known = runs.get(file) ?? new ModelRun(folder + file);
  runs.set(file, known);
  return known;
}

const relativeError = (actual: number, expected: number): number =>
  Math.abs(actual - expected) / Math.abs(expected);

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean distance between neighbours. */
const spacing = (times: readonly number[]): number => (times.at(-1)! - times[0]!) / (times.length - 1);

describe('the manifest', () => {
  it('lists exactly the model files of the folder', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => file.includes('/') && !file.startsWith('raku/'));
    expect(entries.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  it('puts every model into the folder of its family', () => {
    for (const { name, programs } of manifest.families) {
      for (const { file } of programs) expect(file).toMatch(new RegExp(`^${name}/[a-z-]+\\.(mdl|xmile)$`));
    }
  });

  it('has at least 20 models in at least 6 families, half of them in each format', () => {
    expect(manifest.schema).toBe(1);
    expect(entries.length).toBeGreaterThanOrEqual(20);
    expect(manifest.families.length).toBeGreaterThanOrEqual(6);
    expect(entries.filter(({ file }) => file.endsWith('.mdl')).length).toBe(entries.length / 2);
  });

  it('spans from 5 to 150 equations, with several large models', () => {
    const sizes = entries.map(({ equations }) => equations);
    expect(Math.min(...sizes)).toBe(5);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(150);
    expect(sizes.filter((size) => size >= 60).length).toBeGreaterThanOrEqual(5);
  });

  it('has models that are integrated by RK4 and models that save less often than they step', () => {
    const models = entries.map(({ file }) => run(file).model);
    expect(models.filter(({ integration }) => integration === 'rk4').length).toBeGreaterThanOrEqual(2);
    expect(models.filter(({ time }) => time.stepsPerSave > 1).length).toBeGreaterThanOrEqual(2);
  });
});

describe.each(entries)('$file', ({ file, title, source, equations }) => {
  it('names its source as the manifest does', () => {
    const text = readFileSync(folder + file, 'utf8');
    expect(text).toContain(`Source: ${source}`);
    if (file.endsWith('.xmile')) expect(text).toContain(`<name>${title}</name>`);
  });

  it('has the equations that the manifest counts', () => {
    const written = parseModel(folder + file).equations.filter(
      ({ name }) => !SETTINGS.has(canonicalName(name)),
    );
    expect(written.length).toBe(equations);
  });

  it('runs to its end in 100 to 5000 steps with finite values', () => {
    const { model, times } = run(file);
    expect(model.time.steps).toBeGreaterThanOrEqual(100);
    expect(model.time.steps).toBeLessThanOrEqual(5000);
    expect(times.at(-1)).toBeCloseTo(model.time.stop, 6);
    const infinite = model.variables.filter(({ name }) => !run(file).series(name).every(Number.isFinite));
    expect(infinite.map(({ name }) => name)).toEqual([]);
  });
});

describe('epidemics', () => {
  it('SIR ends at the final size that Kermack and McKendrick derive', () => {
    const sir = run('epidemics/sir.mdl');
    const untouched = sir.last('Susceptible');
    const share = 1 - untouched / sir.last('population');
    const expected = sir.last('basic reproduction number') * share;
    expect(relativeError(Math.log(sir.series('Susceptible')[0]! / untouched), expected)).toBeLessThan(0.005);
  });

  it('SIR peaks when every case causes one more', () => {
    const sir = run('epidemics/sir.mdl');
    expect(sir.at('effective reproduction number', sir.peakTime('Infectious'))).toBeCloseTo(1, 1);
  });

  it('malaria without nets settles at the equilibrium of Ross and Macdonald, and nets push it down', () => {
    const malaria = run('epidemics/malaria.xmile');
    expect(
      relativeError(malaria.at('prevalence', 1800), malaria.at('equilibrium prevalence', 1800)),
    ).toBeLessThan(1e-6);
    expect(malaria.at('prevalence', 2100)).toBeLessThan(0.6 * malaria.at('prevalence', 1800));
  });

  it('measles breaks out every second year until vaccination', () => {
    const measles = run('epidemics/measles.xmile');
    const peak = (year: number): number => Math.max(...measles.between('Infectious', year - 0.5, year + 0.5));
    expect(measles.last('basic reproduction number')).toBeCloseTo(18, 0);
    expect(relativeError(peak(28), peak(26))).toBeLessThan(0.05);
    expect(peak(28)).toBeGreaterThan(2 * peak(27));
    expect(mean(measles.between('infection', 40, 45))).toBeLessThan(
      0.4 * mean(measles.between('infection', 24, 30)),
    );
  });

  it('the age-structured epidemic neither loses nor invents people', () => {
    const city = run('epidemics/age-structured-seir.mdl');
    expect(city.last('alive') + city.last('total dead')).toBeCloseTo(1_000_000 + 5 * 4, 4);
  });

  it('the age-structured epidemic kills mostly seniors', () => {
    const city = run('epidemics/age-structured-seir.mdl');
    expect(city.last('Dead seniors')).toBeGreaterThan(city.last('Dead adults'));
    expect(city.last('Dead adults')).toBeGreaterThan(city.last('Dead children'));
  });
});

describe('ecology', () => {
  it('logistic growth follows its closed form and saturates at the carrying capacity', () => {
    const growth = run('ecology/logistic.xmile');
    const exact = 1000 / (1 + 99 * Math.exp(-0.15 * 40));
    expect(relativeError(growth.at('Population', 40), exact)).toBeLessThan(0.01);
    expect(growth.last('Population')).toBeCloseTo(growth.last('carrying capacity'), 0);
  });

  it("Lotka and Volterra's conserved quantity stays within 1e-6 under RK4", () => {
    const cycle = run('ecology/lotka-volterra.mdl');
    const [first] = cycle.series('conserved quantity');
    for (const value of cycle.series('conserved quantity')) {
      expect(relativeError(value, first!)).toBeLessThan(1e-6);
    }
  });

  it('hares average over a cycle to their equilibrium, as Volterra found', () => {
    const cycle = run('ecology/lotka-volterra.mdl');
    const [from, ...later] = cycle.crossings('Hares', cycle.last('equilibrium hares'));
    expect(relativeError(mean(cycle.between('Hares', from!, later.at(-1)!)), 36)).toBeLessThan(0.01);
  });

  it('enrichment makes a resting predator and its prey oscillate', () => {
    const enriched = run('ecology/rosenzweig-macarthur.xmile');
    expect(enriched.at('Prey', 399)).toBeCloseTo(enriched.last('equilibrium prey'), 2);
    expect(Math.min(...enriched.between('Prey', 700, 900))).toBeLessThan(5);
    expect(Math.max(...enriched.between('Prey', 700, 900))).toBeGreaterThan(100);
  });

  it('budworm breaks out about every forty years, and spraying keeps both pest and forest', () => {
    const forest = run('ecology/spruce-budworm.mdl');
    const outbreaks = forest.crossings('larvae per branch', 50);
    expect(outbreaks.length).toBe(2);
    expect(spacing(outbreaks)).toBeGreaterThan(35);
    expect(spacing(outbreaks)).toBeLessThan(50);
    expect(forest.last('Foliage health')).toBeGreaterThan(0.9);
    expect(forest.last('larvae per branch')).toBeGreaterThan(10);
  });
});

describe('economics', () => {
  it("Solow's economy settles at its steady state and grows with labour and technology", () => {
    const economy = run('economics/solow.xmile');
    for (const year of [199, 399]) {
      const steady = economy.at('steady capital per effective worker', year);
      expect(relativeError(economy.at('capital per effective worker', year), steady)).toBeLessThan(0.002);
      expect(economy.at('growth of capital', year)).toBeCloseTo(0.01 + 0.015, 3);
    }
  });

  it("Goodwin's cycle closes, with the period of his linearisation", () => {
    const cycle = run('economics/goodwin.mdl');
    const quantity = cycle.series('conserved quantity');
    expect(relativeError(quantity.at(-1)!, quantity[0]!)).toBeLessThan(1e-6);
    const rises = cycle.crossings('employment rate', cycle.last('equilibrium employment rate'));
    expect(relativeError(spacing(rises), cycle.last('cycle period'))).toBeLessThan(0.03);
  });

  it('without policy demand falls by the multiplier, with integral correction it comes back entirely', () => {
    const policy = run('economics/phillips-stabilisation.xmile');
    expect(relativeError(policy.at('Production', 6), policy.last('loss without policy'))).toBeLessThan(0.03);
    expect(policy.last('Production')).toBeCloseTo(0, 6);
  });

  it('government money balances without an equation for it, and output becomes stationary', () => {
    const money = run('economics/government-money.xmile');
    expect(Math.max(...money.series('redundant equation').map(Math.abs))).toBeLessThan(1e-9);
    expect(relativeError(money.last('output'), money.last('stationary output'))).toBeLessThan(1e-4);
  });

  it('the balance sheets of banks balance through several booms and busts', () => {
    const economy = run('economics/minsky-banking.mdl');
    const loans = economy.series('Loans');
    economy.series('balance sheet error').forEach((error, index) => {
      expect(Math.abs(error) / loans[index]!).toBeLessThan(1e-9);
    });
    expect(economy.crossings('employment rate', 0.95).length).toBeGreaterThanOrEqual(5);
    expect(economy.crossings('default rate', 0.01).length).toBeGreaterThanOrEqual(4);
  });
});

describe('climate and resources', () => {
  it('daisies hold the temperature of a planet whose star brightens', () => {
    const world = run('climate-resources/daisyworld.mdl');
    const living = world.between('planet temperature', 300, 700);
    const dead = world.between('dead planet temperature', 300, 700);
    expect(Math.max(...living) - Math.min(...living)).toBeLessThan(5);
    expect(Math.max(...dead) - Math.min(...dead)).toBeGreaterThan(30);
    expect(world.last('planet temperature')).toBeCloseTo(world.last('dead planet temperature'), 0);
  });

  it('DICE avoids the last ton at the backstop price, and warms by three to five degrees', () => {
    const dice = run('climate-resources/dice.mdl');
    expect(relativeError(dice.last('carbon price'), dice.last('backstop price'))).toBeLessThan(1e-3);
    expect(dice.max('Air temperature')).toBeGreaterThan(3);
    expect(dice.max('Air temperature')).toBeLessThan(5);
    expect(dice.series('initial consumption per person')[0]).toBeCloseTo(10.5, 0);
  });

  it('every ton of carbon burnt is somewhere, about half of it in the air', () => {
    const carbon = run('climate-resources/carbon-cycle.xmile');
    expect(Math.max(...carbon.series('carbon not accounted for').map(Math.abs))).toBeLessThan(1e-8);
    expect(carbon.at('airborne fraction', 2010)).toBeGreaterThan(0.4);
    expect(carbon.at('airborne fraction', 2010)).toBeLessThan(0.65);
    expect(carbon.at('Surface temperature', 1992)).toBeLessThan(carbon.at('Surface temperature', 1990));
  });

  it('use of natural gas peaks when a good part of it is still in the ground', () => {
    const gas = run('climate-resources/natural-gas.xmile');
    const peak = gas.peakTime('usage');
    expect(peak).toBeGreaterThan(1960);
    expect(peak).toBeLessThan(1980);
    expect(gas.at('Unproven reserves', peak) + gas.at('Proven reserves', peak)).toBeGreaterThan(0.4 * 1046.4);
    const total = gas.last('Unproven reserves') + gas.last('Proven reserves') + gas.last('Gas used');
    expect(total).toBeCloseTo(1046.4, 6);
  });
});

describe('physics and engineering', () => {
  it('a pendulum without drive only loses energy', () => {
    const energy = run('physics-engineering/pendulum.mdl').between('energy', 0, 50);
    for (let index = 1; index < energy.length; index++) {
      expect(energy[index]!).toBeLessThanOrEqual(energy[index - 1]!);
    }
    expect(energy.at(-1)!).toBeLessThan(1e-6);
  });

  it("Lorenz's convection visits both wings and stays on its attractor", () => {
    const air = run('physics-engineering/lorenz.xmile');
    expect(air.max('Convection')).toBeGreaterThan(10);
    expect(air.min('Convection')).toBeLessThan(-10);
    expect(Math.max(air.max('Convection'), -air.min('Convection'))).toBeLessThan(20);
    expect(air.max('Vertical distortion')).toBeLessThan(50);
    expect(mean(air.between('Vertical distortion', 10, 40))).toBeCloseTo(23.5, -1);
  });

  it('the controller holds the reactor at its unstable steady state', () => {
    const reactor = run('physics-engineering/stirred-tank-reactor.xmile');
    expect(reactor.last('Temperature')).toBeCloseTo(350, 1);
    expect(reactor.last('Concentration')).toBeCloseTo(0.5, 2);
    expect(reactor.max('alarm')).toBe(0);
  });

  it('the house is warmer than its attic, and the attic than the air outside', () => {
    const house = run('physics-engineering/building-thermal.mdl');
    const [inside, attic, outside] = [
      'Living room temperature',
      'Attic temperature',
      'outdoor temperature',
    ].map((name) => mean(house.series(name)));
    expect(inside!).toBeGreaterThan(attic! + 5);
    expect(attic!).toBeGreaterThan(outside! + 2);
    expect(house.at('boiler heat', 132)).toBeGreaterThan(house.at('boiler heat', 36));
  });
});

describe('physiology', () => {
  it('a nerve fires once when nudged and about 68 times a second under steady current', () => {
    const spikes = run('physiology/hodgkin-huxley.mdl').crossings('Potential', 50);
    expect(spikes.filter((time) => time < 30).length).toBe(1);
    const period = spacing(spikes.filter((time) => time > 40 && time < 90));
    expect(1000 / period).toBeGreaterThan(64);
    expect(1000 / period).toBeLessThan(72);
  });

  it('a spike reaches about a hundred millivolts above rest', () => {
    const nerve = run('physiology/hodgkin-huxley.mdl');
    expect(nerve.max('Potential')).toBeGreaterThan(95);
    expect(nerve.max('Potential')).toBeLessThan(115);
  });

  it('sugar and insulin return to their basal levels', () => {
    const blood = run('physiology/glucose-insulin.mdl');
    expect(blood.max('Glucose')).toBeGreaterThan(250);
    expect(blood.last('Glucose')).toBeCloseTo(92, 0);
    expect(blood.last('Insulin')).toBeCloseTo(7.3, 3);
  });

  it('all of a drug is in the body, broken down or excreted', () => {
    const drug = run('physiology/pharmacokinetics.xmile');
    expect(drug.last('Given')).toBeCloseTo(330, 6);
    expect(Math.max(...drug.series('mass balance error').map(Math.abs))).toBeLessThan(1e-9);
  });
});

describe('supply chains', () => {
  it('orders in the beer game swing more the further up the chain', () => {
    const game = run('supply-chains/beer-game.xmile');
    const peaks = ['retailer', 'wholesaler', 'distributor', 'brewery'].map((name) =>
      game.last(`Peak orders of ${name}`),
    );
    expect(peaks).toEqual([...peaks].sort((a, b) => a - b));
    expect(game.last('amplification')).toBeGreaterThan(4);
    expect(game.last('orders of brewery')).toBeCloseTo(8, 0);
  });

  it('the beer game rests until demand changes', () => {
    const game = run('supply-chains/beer-game.xmile');
    for (const value of game.between('orders of brewery', 0, 5)) expect(value).toBeCloseTo(4, 9);
  });

  it('hogs have a cycle of about four years', () => {
    const price = run('supply-chains/hog-cycle.mdl').crossings('hog price', 50);
    const years = spacing(price.slice(-4)) / 12;
    expect(years).toBeGreaterThan(3.5);
    expect(years).toBeLessThan(4.5);
  });

  it('production swings more than the orders that cause it', () => {
    const factory = run('supply-chains/inventory-workforce.mdl');
    for (const value of factory.between('Inventory', 0, 10)) expect(value).toBeCloseTo(40_000, 6);
    expect(factory.max('production')).toBeGreaterThan(12_500);
    expect(factory.at('production', 119)).toBeCloseTo(12_000, -2);
  });
});

describe('management', () => {
  it("first purchases peak when and as high as Bass's formulas say", () => {
    const product = run('management/bass-diffusion.xmile');
    expect(product.peakTime('adoption')).toBeCloseTo(product.last('time of peak'), 1);
    expect(relativeError(product.max('adoption'), product.last('peak adoption'))).toBeLessThan(1e-3);
  });

  it('a project believes to be further than it is, and misses its deadline', () => {
    const project = run('management/project-rework.mdl');
    const believed = project.series('share believed done');
    project.series('share really done').forEach((share, index) => {
      expect(share).toBeLessThanOrEqual(believed[index]! + 1e-12);
    });
    const [end] = project.crossings('finished', 0.5);
    expect(end).toBeGreaterThan(project.last('deadline') * 1.2);
    expect(project.last('scope')).toBeCloseTo(1200 + 5 * 30, 6);
  });

  it('a firm that builds only after it is late stops growing in an endless market', () => {
    const firm = run('management/market-growth.xmile');
    expect(firm.at('growth of orders', 20)).toBeGreaterThan(0.2);
    expect(Math.abs(firm.last('growth of orders'))).toBeLessThan(0.1);
    expect(firm.last('delivery delay')).toBeGreaterThan(2 * firm.last('management goal'));
  });
});
