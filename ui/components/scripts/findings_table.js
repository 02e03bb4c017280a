// Findings as a table, and the way to reveal one of them.
function findingsTable(data) {
  // The roles hold where a narrow place stacks the cells of a row: a browser then forgets that it is one.
  const head = made('tr', { role: 'row' }, ...data.head.map((text) => made('th', { scope: 'col', role: 'columnheader', text })));
  const body = made('tbody', { role: 'rowgroup' }, ...data.rows.map((row) => line(row)));
  const table = made('table', { class: 'findings', role: 'table' }, made('thead', { role: 'rowgroup' }, head), body);
  return made('div', { class: 'holds' }, table);

  function line(row) {
    const [what, masked, ...rest] = row.cells;
    const value = made('td', { class: 'value', role: 'cell' }, made('span', { text: masked, class: 'masked' }));
    const cells = rest.map((text, at) => made('td', { text, class: ['where', 'sure', 'because'][at], role: 'cell' }));
    const line = made('tr', { role: 'row' }, made('td', { text: what, role: 'cell' }), value, ...cells);
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
