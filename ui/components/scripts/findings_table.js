// Findings as a table, and the way to reveal one of them.
function findingsTable(data) {
  const head = made('tr', {}, ...data.head.map((text) => made('th', { scope: 'col', text })));
  const body = made('tbody', {}, ...data.rows.map((row) => line(row)));
  const table = made('table', { class: 'findings' }, made('thead', {}, head), body);
  return table;

  function line(row) {
    const [what, masked, ...rest] = row.cells;
    const value = made('td', { class: 'value' }, made('span', { text: masked, class: 'masked' }));
    const cells = rest.map((text, at) => made('td', { text, class: at === 1 ? 'sure' : null }));
    const line = made('tr', {}, made('td', { text: what }), value, ...cells);
    if (data.words && row.finding) {
      value.append(pressed(data.words.reveal, () => ask(line, value, row), {
        class: 'quiet', 'aria-label': `${data.words.reveal}: ${what}`,
      }));
    }
    return line;
  }

  function ask(line, value, row) {
    table.querySelectorAll('tr.asking').forEach((it) => it.remove());
    const form = revealForm(data.words, data.asset, { finding: row.finding }, (answer) => {
      asking.remove();
      value.classList.add('open');
      const clear = made('output', { text: answer.value });
      value.append(forAWhile(data.words, clear, () => value.classList.remove('open')));
    });
    const asking = made('tr', { class: 'asking' }, made('td', { colspan: data.head.length }, form));
    form.addEventListener('click', () => { if (!form.isConnected) asking.remove(); });
    line.after(asking);
    form.querySelector('input').focus();
  }
}
