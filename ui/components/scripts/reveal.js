// Revealing: a value goes from the server straight into this page and out of it again. It is in no state of the
// console, in no URL, and gone after a while, when it is hidden, when the page is left and when the tab is.
const REVEALED = new Set();
const SECONDS = 20;

document.addEventListener('visibilitychange', () => { if (document.hidden) hideRevealed(); });

function hideRevealed() {
  for (const hide of [...REVEALED]) hide();
}

async function revealed(asset, body) {
  const response = await fetch(`/v1/assets/${encodeURIComponent(asset)}/reveal`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    cache: 'no-store', credentials: 'same-origin', redirect: 'error',
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

// Asks why, then hands what the server answered to `show`; the reason is audited with who asked and for what.
function revealForm(words, asset, body, show) {
  const list = made('datalist', { id: 'reveal-reasons' }, ...words.reasons.map((it) => made('option', { value: it })));
  const why = made('input', {
    type: 'text', required: true, minlength: 3, maxlength: 300, autocomplete: 'off', list: 'reveal-reasons',
    placeholder: words.hint, 'aria-label': words.reason,
  });
  const go = made('button', { type: 'submit', text: words.show, class: 'go' });
  const told = made('span', { role: 'status', class: 'told' });
  const form = made('form', { class: 'reveal', autocomplete: 'off' },
    made('span', { text: words.reason, class: 'asks' }), why, list, go, pressed(words.cancel, () => form.remove()), told);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (why.value.trim().length < 3) { told.textContent = words.hint; return; }
    go.disabled = true;
    try {
      const answer = await revealed(asset, { ...body, reason: why.value.trim() });
      form.remove();
      show(answer);
    } catch (error) {
      told.textContent = words[`failed_${error.message}`] ?? words.failed;
      go.disabled = false;
    }
  });
  keepsItsKeys(form);
  return form;
}

// Shows `clear` beside a countdown; `hide` is called once, at the end of it or before.
function forAWhile(words, clear, hide, seconds = SECONDS) {
  const left = made('span', { class: 'left' });
  const shown = made('span', { class: 'clear' }, clear, left, pressed(words.hide, () => over(), { class: 'quiet' }));
  let rest = seconds;
  const say = () => { left.textContent = words.left.replace('{n}', rest); };
  const clock = setInterval(() => { rest -= 1; if (rest <= 0) over(); else say(); }, 1000);
  function over() {
    if (!REVEALED.delete(over)) return;
    clearInterval(clock);
    shown.replaceChildren();
    shown.remove();
    hide();
  }
  REVEALED.add(over);
  say();
  return shown;
}
