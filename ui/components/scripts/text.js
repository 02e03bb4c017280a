// Masked text with its findings marked, a passage a row.
function passages(rows) {
  return rows.map((row) => made('div', { class: 'row' },
    row.place && made('span', { class: 'place', text: row.place }),
    ...row.pieces.map((piece) => piece.says
      ? made('mark', { text: piece.text, 'data-says': piece.says, title: piece.says })
      : made('span', { text: piece.text }))));
}
