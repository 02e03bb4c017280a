// Small makers of elements. Text reaches the page as text alone, never as HTML.
function made(name, { text, ...attributes } = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  if (text !== undefined) element.textContent = text;
  element.append(...children.filter(Boolean));
  return element;
}

function pressed(text, act, attributes = {}) {
  const button = made('button', { type: 'button', text, ...attributes });
  button.addEventListener('click', act);
  return button;
}

// Draws anew only when the data has changed: a rerun must not take back what is open, playing or revealed.
function drawn(root, data, draw) {
  const told = JSON.stringify(data);
  if (root.told === told) return;
  root.cleared?.();
  root.told = told;
  root.replaceChildren();
  root.cleared = draw(root);
}

// A key that is typed into a field of ours must not decide anything: the console's keys listen on the document.
function keepsItsKeys(element) {
  for (const kind of ['keydown', 'keyup', 'keypress']) {
    element.addEventListener(kind, (event) => event.stopPropagation());
  }
  return element;
}
