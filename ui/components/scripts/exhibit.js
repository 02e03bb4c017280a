export default function (component) {
  const { data, parentElement } = component;
  drawn(parentElement.querySelector('#exhibit'), data, (root) => {
    root.append(...panels(data, root));
    root.dataset.of = data.of;
    return hideRevealed;
  });
  return hideRevealed;
}
