// What speaks for a proposal, in its place: a page with boxes, seconds of sound, cells with their neighbours, text.
const PAGES = new Map();
const MOST_PAGES = 12;
const SOUND_SECONDS = 45;

// Returns an element a panel; `root` is told by `data-drawn` when the page is there.
function panels(data, root) {
  const kinds = { page: pagePanel, sound: soundPanel, rows: rowsPanel, text: textPanel };
  for (const url of data.ahead ?? []) masked(url).catch(() => {});
  return data.panels.map((panel) => kinds[panel.kind](panel));

  function pagePanel(panel) {
    const picture = made('img', { alt: '' });
    const boxes = made('div', { class: 'boxes' });
    const told = made('p', { class: 'told', role: 'status' });
    const sheet = made('div', { class: 'sheet' }, picture, boxes);
    const tools = made('div', { class: 'tools' });
    const figure = made('figure', { class: 'page' }, tools, sheet, told);
    let at = Math.max(0, panel.pages.findIndex((it) => it.number === panel.first));
    const turn = (by) => { at = (at + by + panel.pages.length) % panel.pages.length; show(); };
    show();
    return figure;

    async function show() {
      const page = panel.pages[at];
      hideRevealed();
      tools.replaceChildren(...head(page));
      boxes.replaceChildren();
      told.textContent = data.words.drawing;
      picture.hidden = true;
      try {
        const url = await masked(page.url);
        if (panel.pages[at] !== page) return;
        picture.src = url;
        await picture.decode();
        picture.alt = page.alt;
        picture.hidden = false;
        told.textContent = '';
        boxes.replaceChildren(...page.boxes.map((box) => outline(box, page.boxes.length <= 8)));
        for (const name of boxes.querySelectorAll('b')) if (name.scrollWidth > name.clientWidth) name.remove();
      } catch (error) {
        if (panel.pages[at] !== page) return;
        failed(told, error, show);
      }
      root.dataset.drawn = data.of;
    }

    function head(page) {
      const parts = [made('span', { class: 'what', text: page.says })];
      if (panel.pages.length > 1) {
        parts.unshift(pressed('‹', () => turn(-1), { class: 'turn', 'aria-label': data.words.before }));
        parts.push(pressed('›', () => turn(1), { class: 'turn', 'aria-label': data.words.after }));
      }
      if (data.words.reveal) parts.push(pressed(data.words.reveal_page, () => ask(page), { class: 'quiet' }));
      return parts;
    }

    function ask(page) {
      tools.querySelector('form')?.remove();
      const form = revealForm(data.words, data.asset, { page: page.number }, (answer) => {
        const url = URL.createObjectURL(bytesOf(answer));
        const clear = made('img', { src: url, class: 'over', alt: page.alt });
        sheet.append(clear);
        tools.append(forAWhile(data.words, made('span'), () => { clear.remove(); URL.revokeObjectURL(url); }));
      });
      tools.append(form);
      form.querySelector('input').focus();
    }
  }

  // Says why it is not there; what may work a moment later can be asked for again.
  function failed(told, error, again) {
    const known = data.words[`page_${error.message}`];
    told.replaceChildren(known ?? data.words.page_failed, known ? '' : pressed(data.words.again, again, { class: 'quiet' }));
  }

  function outline(box, named) {
    const [x0, y0, x1, y1] = box.box.map((it) => it * 100);
    const mark = made('span', { class: 'box', title: box.says }, named && made('b', { text: box.says }));
    Object.assign(mark.style, { left: `${x0}%`, top: `${y0}%`, width: `${x1 - x0}%`, height: `${y1 - y0}%` });
    return mark;
  }

  function soundPanel(panel) {
    const player = made('audio', { controls: true, preload: 'auto', 'aria-label': panel.says });
    const told = made('p', { class: 'told', role: 'status' });
    const marks = made('div', { class: 'marks' }, ...panel.marks.map((mark) => pressed(mark.says, () => {
      player.currentTime = Math.max(0, mark.time - panel.start);
      player.play().catch(() => {});
    })));
    const tools = made('div', { class: 'tools' }, made('span', { class: 'what', text: panel.says }));
    if (data.words.reveal) tools.append(pressed(data.words.reveal_sound, ask, { class: 'quiet' }));
    load();
    return made('figure', { class: 'sound' }, tools, player, marks, told);

    function load() {
      told.textContent = data.words.drawing;
      masked(panel.url).then((url) => {
        player.src = url;
        player.addEventListener('loadedmetadata', () => { player.currentTime = Math.max(0, panel.at - panel.start); }, { once: true });
        told.textContent = data.words.silence;
      }).catch((error) => failed(told, error, load));
    }

    function ask() {
      tools.querySelector('form')?.remove();
      const body = { start: panel.start, seconds: panel.seconds };
      const form = revealForm(data.words, data.asset, body, (answer) => {
        const url = URL.createObjectURL(bytesOf(answer));
        const before = player.src;
        const at = player.currentTime;
        player.src = url;
        player.currentTime = at;
        tools.append(forAWhile(data.words, made('span'), () => {
          player.src = before;
          URL.revokeObjectURL(url);
        }, SOUND_SECONDS));
      });
      tools.append(form);
      form.querySelector('input').focus();
    }
  }

  function rowsPanel(panel) {
    const head = made('tr', {}, made('th', { scope: 'col', text: '' }),
      ...panel.head.map((it) => made('th', { scope: 'col' }, made('span', { text: it.text }),
        it.says && made('small', { text: it.says }))));
    const lines = panel.rows.map((row) => made('tr', { class: row.number === panel.focus ? 'focus' : null },
      made('th', { scope: 'row', text: row.number }),
      ...row.cells.map((cell, at) => made('td', {}, cell.says
        ? made('mark', { text: cell.text, title: cell.says, 'data-says': cell.says === panel.head[at]?.says ? null : cell.says })
        : made('span', { text: cell.text })))));
    return made('figure', { class: 'cells' }, made('div', { class: 'tools' }, made('span', { class: 'what', text: panel.says })),
      made('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': panel.says },
        made('table', {}, made('thead', {}, head), made('tbody', {}, ...lines))));
  }

  function textPanel(panel) {
    return made('div', { class: 'text' }, ...passages(panel.rows));
  }
}

// A masked page or sound, kept for as long as it may be looked at again; nothing in clear is ever kept.
function masked(url) {
  if (!PAGES.has(url)) {
    PAGES.set(url, fetch(url, { credentials: 'same-origin', redirect: 'error' }).then(async (response) => {
      if (!response.ok) throw new Error(String(response.status));
      return URL.createObjectURL(await response.blob());
    }));
    PAGES.get(url).catch(() => PAGES.delete(url));
    for (const [old, held] of PAGES) {
      if (PAGES.size <= MOST_PAGES) break;
      PAGES.delete(old);
      held.then((it) => URL.revokeObjectURL(it), () => {});
    }
  }
  return PAGES.get(url);
}

function bytesOf(answer) {
  const text = atob(answer.data);
  return new Blob([Uint8Array.from(text, (it) => it.charCodeAt(0))], { type: answer.media_type });
}
