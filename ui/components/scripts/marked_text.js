export default function (component) {
  const { data, parentElement } = component;
  drawn(parentElement.querySelector('#rows'), data, (root) => root.append(...passages(data.rows)));
}
