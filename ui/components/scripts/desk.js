// The review desk. The next items lie ready in the page: a decision shows the next one at once, and the server is told
// behind it. What was decided stands in a log until the server has said that it took it.
export default function (component) {
  const root = component.parentElement.querySelector('#desk');
  root.desk ??= desk(root);
  root.desk.take(component.data, component.setStateValue, component.setTriggerValue);
  return () => root.desk.close();
}

function desk(root) {
  const name = Math.random().toString(36).slice(2, 10);
  const said = made('p', { class: 'said', role: 'status', 'aria-live': 'polite' });
  const progress = made('p', { class: 'progress' });
  const left = made('div', { class: 'case' });
  const right = made('div', { class: 'decision' });
  root.append(progress, made('div', { class: 'sides' }, left, right));
  let data, tell, go, told, reason, words, undo;
  let log = [];
  let number = 0;
  let shown = '';
  let turn = 0;
  const again = setInterval(() => { if (log.length) send(); }, 4000);  // a message that was overtaken is sent again
  document.addEventListener('keydown', pressedKey);
  return { take, close };

  function take(given, setStateValue, setTriggerValue) {
    [data, tell, go] = [given, setStateValue, setTriggerValue];
    log = log.filter((it) => !data.taken.includes(it.id));
    if (data.notes.length) said.textContent = data.notes.join(' ');
    draw();
  }

  function close() {
    document.removeEventListener('keydown', pressedKey);
    clearInterval(again);
    hideRevealed();
    send();
  }

  function current() {
    return data.items.find((item) => !log.some((it) => it.task === item.id));
  }

  function waits() {
    return log.some((it) => it.action === 'undo' || it.action === 'again');
  }

  function draw() {
    const item = waits() ? undefined : current();
    const done = log.filter((it) => it.action === 'accept' || it.action === 'change').length;
    progress.textContent = data.words.progress
      .replace('{open}', Math.max(0, data.opened - done)).replace('{decided}', data.decided + done);
    const next = JSON.stringify([item ?? [data.empty, log.length > 0], data.words, data.keys]);
    if (next !== shown) {
      shown = next;
      hideRevealed();
      if (item) drawItem(item); else drawNothing();
    }
    if (undo) undo.disabled = waits() || !(data.undo || log.length);
    const ahead = data.items.filter((it) => it !== item).flatMap((it) => it.pages);
    for (const url of ahead.slice(0, 2)) masked(url).catch(() => {});
  }

  function drawItem(item) {
    const exhibit = made('div', { id: 'exhibit' });
    exhibit.append(...panels({ asset: item.asset, panels: item.panels, words: data.words }, exhibit));
    if (!item.panels.length) exhibit.append(made('p', { class: 'none', text: data.words.no_text }));
    left.replaceChildren(
      made('h3', { text: item.title }),
      made('p', { class: 'where' }, made('span', { text: item.where }), link(item)),
      made('section', { class: 'why' },
        made('p', {}, made('b', { text: data.words.why_asked }), ` ${item.asked}`),
        made('p', {}, made('b', { text: data.words.why_level })),
        ...item.rules.slice(0, 2).map(rule), more(item.rules.slice(2), item.more_rules)),
      exhibit, item.more && made('p', { class: 'where', text: item.more }),
      item.findings && made('h4', { text: item.findings.title }),
      item.findings && findingsTable({ ...item.findings, asset: item.asset, words: data.words.reveal ? data.words : null }),
    );
    for (const empty of [...left.childNodes].filter((it) => it.nodeType === Node.TEXT_NODE)) empty.remove();
    drawDecision(item);
    exhibit.dataset.of = item.id;
  }

  function drawDecision(item) {
    const act = (text, key, action, code, attributes = {}) => {
      const button = pressed(text, () => decide(action, code), attributes);
      if (data.keys) button.append(made('kbd', { text: key }));
      return button;
    };
    reason = made('select', { 'aria-label': data.words.reason }, made('option', { value: '', text: data.words.reason_hint }),
      ...data.reasons.map((it) => made('option', { value: it.code, text: it.text })));
    words = keepsItsKeys(made('input', { type: 'text', maxlength: 300, autocomplete: 'off', placeholder: data.words.words }));
    words.hidden = true;
    reason.addEventListener('change', () => { words.hidden = !reason.value; });
    undo = act(data.words.undo, 'Z', 'undo');
    right.replaceChildren(
      made('h4', { text: item.proposal.text }), made('p', { class: 'where', text: item.under }),
      item.now ? made('p', { class: 'where', text: item.now }) : '',
      act(data.words.accept, 'A', 'accept', undefined, { class: 'first' }),
      made('div', { class: 'pair' }, act(data.words.reject, 'X', 'reject'), act(data.words.skip, 'S', 'skip')),
      made('p', { class: 'asks', text: data.words.change_to }),
      made('div', { class: 'levels' }, ...item.choices.map((it, at) => act(it.text, `${at + 1}`, 'change', it.code, {
        disabled: it.code === item.proposal.code,
      }))),
      made('label', { class: 'asks', text: data.words.reason }), reason, words, undo, said);
  }

  function drawNothing() {
    const empty = log.length ? data.words.waiting : data.empty;
    left.replaceChildren(made('p', { class: 'none', text: empty }));
    undo = pressed(data.words.undo, () => decide('undo'));
    right.replaceChildren(undo, said);
    if (!log.length && data.opened) right.prepend(pressed(data.words.look_again, () => decide('again'), { class: 'first' }));
  }

  function link(item) {
    const to = made('a', { href: item.href, text: data.words.open });
    to.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      go('opened', item.asset);
    });
    return to;
  }

  function rule(it) {
    return made('p', { class: 'rule' }, made('span', { text: it.says }), made('small', { text: it.source }));
  }

  function more(rules, title) {
    return rules.length ? made('details', {}, made('summary', { text: title }), ...rules.map(rule)) : '';
  }

  function decide(action, code) {
    const item = current();
    const about = action === 'undo' || action === 'again';
    if (waits() || (!item && !about) || (action === 'undo' && undo?.disabled)) return;
    const why = reason?.value && item ? [reason.value, words.value.trim()].filter(Boolean).join(': ') : '';
    if (action === 'change') {
      const choice = item.choices.find((it) => it.code === code);
      if (code === item.proposal.code) return;
      if (choice.rank < item.proposal.rank && !why) {
        said.textContent = data.words.needs_reason;
        reason.focus();
        return;
      }
    }
    number += 1;
    log.push({ id: `${name}-${number}`, task: about ? null : item.id, action, code: code ?? null, reason: about ? '' : why });
    said.textContent = about ? data.words.waiting : data.words[`did_${action}`];
    draw();
    clearTimeout(told);
    told = setTimeout(send, 16);
  }

  function send() {
    clearTimeout(told);
    turn += 1;
    if (log.length) tell('log', { turn, events: log });
  }

  function pressedKey(event) {
    const within = event.composedPath()[0];
    if (!data?.keys || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (within.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(within.tagName)) return;
    const action = { a: 'accept', x: 'reject', s: 'skip', z: 'undo' }[event.key.toLowerCase()];
    const choice = /^[1-9]$/.test(event.key) ? current()?.choices[event.key - 1] : undefined;
    if (!action && !choice) return;
    event.preventDefault();
    decide(action ?? 'change', choice?.code);
  }
}
