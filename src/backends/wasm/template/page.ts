/** index.html: runs a program in a browser. */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Run a program</title>
<!-- Serve this folder, for example with 'python3 -m http.server': browsers load no modules from files. -->
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2024; }
  form { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: end; }
  label { display: grid; gap: .25rem; font-weight: 600; }
  button, select, input { font: inherit; padding: .35rem .6rem; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; margin: 1.5rem 0; }
  dt { font-weight: 600; }
  dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { padding: .2rem .8rem; border-bottom: 1px solid #d9dee3; text-align: right; }
  [role=alert] { color: #a2191f; font-weight: 600; }
</style>
<h1>Run a program</h1>
<form>
  <label>Image of a program <input type="file" name="image" required></label>
  <label>Dispatch
    <select name="technique">
      <option value="run-loop">br_table</option>
      <option value="tail-calls">tail calls</option>
    </select>
  </label>
  <button type="submit">Run</button>
</form>
<p role="alert"></p>
<section hidden>
  <dl>
    <dt>Stops</dt><dd id="stops"></dd>
    <dt>Time of a whole run</dt><dd id="time"></dd>
    <dt>Digest at the end</dt><dd id="digest"></dd>
  </dl>
  <h2>Memories at the end</h2>
  <table>
    <thead></thead>
    <tbody></tbody>
  </table>
  <p id="more"></p>
</section>
<script type="module">
  import { digestMemories } from './digest.mjs';
  import { externs } from './externs.mjs';
  import { loadProgram, runProgram } from './host.mjs';
  import { machine } from './machine.mjs';

  const MOST_ROWS = 1000;
  const RUNS = 5;
  const find = (selector) => document.querySelector(selector);
  const row = (tag, texts) => {
    const line = document.createElement('tr');
    for (const text of texts) line.appendChild(document.createElement(tag)).textContent = text;
    return line;
  };

  document.title = 'Run a program of the machine ' + machine.name;
  find('h1').textContent = document.title;
  find('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    find('[role=alert]').textContent = '';
    find('section').hidden = true;
    try {
      const { image, technique } = Object.fromEntries(new FormData(event.target));
      const response = await fetch(technique + '.wasm');
      if (!response.ok) throw new Error(technique + '.wasm: ' + response.status);
      const bytes = new Uint8Array(await image.arrayBuffer());
      show(await loadProgram(await response.arrayBuffer(), bytes, externs));
    } catch (error) {
      find('[role=alert]').textContent = error.message;
    }
  });

  function show(program) {
    let stops = 0;
    const trapped = runProgram(program, () => stops++);
    const times = Array.from({ length: RUNS }, () => {
      const start = performance.now();
      runProgram(program, () => {});
      return performance.now() - start;
    });
    const { memories } = program;
    find('#stops').textContent = stops + (trapped ? ', then it trapped' : '');
    find('#time').textContent = times.sort((a, b) => a - b)[RUNS >> 1].toFixed(2) + ' ms';
    find('#digest').textContent = digestMemories(machine, memories);
    const names = Object.keys(memories);
    const cells = Math.max(...names.map((name) => memories[name].length));
    find('thead').replaceChildren(row('th', ['cell', ...names]));
    const lines = Array.from({ length: Math.min(cells, MOST_ROWS) }, (_, cell) =>
      row('td', [cell, ...names.map((name) => memories[name][cell] ?? '')]),
    );
    find('tbody').replaceChildren(...lines);
    find('#more').textContent = cells > MOST_ROWS ? (cells - MOST_ROWS) + ' more cells are not shown.' : '';
    find('section').hidden = false;
  }
</script>
</html>
`;
