export default function (component) {
  const { data, parentElement } = component;
  drawn(parentElement.querySelector('#findings'), data, (root) => {
    root.append(findingsTable(data));
    return hideRevealed;
  });
  return hideRevealed;
}
