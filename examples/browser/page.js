const element = (id) => document.getElementById(id);
const textOf = async (path) => (await fetch(path)).text();

element('isa').value = await textOf('machine.isa');
element('program').value = await textOf('program.asm');

let worker = null;

function finish() {
  worker?.terminate();
  worker = null;
  element('mine').disabled = false;
  element('stop').disabled = true;
}

function show({ progress, error, superinstructions, total, verification, report }) {
  const state = element('state');
  state.className = error ? 'bad' : '';
  if (progress) {
    state.textContent = progress;
    return;
  }
  finish();
  if (error) {
    state.textContent = error;
    return;
  }
  const proof = verification.failures.length === 0 ? 'rerun bit-identically' : 'NOT VERIFIED';
  state.textContent = `${superinstructions.length} superinstructions remove ${(100 * total.reduction).toFixed(1)} % of ${total.baselineDispatches.toLocaleString()} dispatches; ${proof}`;
  element('superinstructions').replaceChildren(
    ...superinstructions.map((text) => {
      const item = document.createElement('li');
      item.textContent = text;
      return item;
    }),
  );
  element('report').hidden = false;
  element('report').srcdoc = report;
}

element('mine').onclick = () => {
  element('mine').disabled = true;
  element('stop').disabled = false;
  worker = new Worker('worker.bundle.js', { type: 'module' });
  worker.onmessage = ({ data }) => show(data);
  worker.onerror = ({ message }) => show({ error: message });
  worker.postMessage({
    isaText: element('isa').value,
    programs: [{ name: 'program.asm', text: element('program').value }],
    budget: Number(element('budget').value),
  });
};

element('stop').onclick = () => {
  finish();
  element('state').textContent = 'stopped';
};
