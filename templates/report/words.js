'use strict';

// How things are called and written, and the one way in which text becomes part of the page: as text.
const Words = (() => {
  const phases = [
    {name: 'waiting', word: 'waiting', sign: '◌', what: 'for its predecessors'},
    {name: 'open', word: 'open', sign: '○', what: 'can be claimed'},
    {name: 'claimed', word: 'running', sign: '◐', what: 'a worker has it'},
    {name: 'ready', word: 'ready', sign: '◆', what: 'waits for the gate'},
    {name: 'failed', word: 'failed', sign: '✕', what: 'what follows is not decided yet'},
    {name: 'held', word: 'held', sign: '‖', what: 'waits for a person or the planner'},
    {name: 'landed', word: 'landed', sign: '●', what: 'is a commit on the target'},
    {name: 'done', word: 'done', sign: '✓', what: 'a plan or a judgement that ended well'},
    {name: 'cancelled', word: 'cancelled', sign: '⊘', what: 'will not be done, or others do it'},
  ];
  const byName = new Map(phases.map((phase, place) => [phase.name, {...phase, place}]));

  // Control characters, marks that turn the writing direction, and separators that break lines.
  const harmful = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
  const visible = (character) => '\\u' + character.charCodeAt(0).toString(16).padStart(4, '0');
  const safe = (text) => String(text).replace(harmful, visible);

  // An element with attributes, listeners ("onclick") and children: elements, or texts, never markup.
  function element(tag, attributes = {}, ...children) {
    const made = tag.startsWith('svg:')
      ? document.createElementNS('http://www.w3.org/2000/svg', tag.slice(4))
      : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith('on')) {
        made.addEventListener(name.slice(2), value);
      } else {
        made.setAttribute(name, value === true ? '' : safe(value));
      }
    }
    append(made, children);
    return made;
  }

  function append(parent, children) {
    for (const child of children.flat(3)) {
      if (child === undefined || child === null || child === false || child === '') continue;
      parent.append(child instanceof Node ? child : safe(child));
    }
  }

  // What is made when somebody opens it (or prints it): `content()` gives elements.
  function unfolding(name, summary, content) {
    const details = element('details', {class: name || undefined}, element('summary', {}, summary));
    let isMade = false;
    details.addEventListener('toggle', () => {
      if (!details.open || isMade) return;
      isMade = true;
      append(details, [content()]);
    });
    return details;
  }

  const plural = (count, one, many = one + 's') => `${number(count)} ${count === 1 ? one : many}`;
  // Made once: a formatter costs more than all that it writes.
  const formats = [0, 1, 2, 3, 4].map(
    (digits) =>
      new Intl.NumberFormat('en-GB', {minimumFractionDigits: digits, maximumFractionDigits: digits}),
  );
  const number = (value, digits = 0) => formats[digits].format(value);
  const percent = (part, whole) => (whole > 0 ? `${number((100 * part) / whole, 1)} %` : '–');
  const money = (value) =>
    value === undefined || value === null ? 'not known' : number(value, value < 1 ? 4 : 2);

  function tokens(count) {
    if (count < 10000) return number(count);
    return count < 1e6 ? `${number(count / 1e3, 1)}k` : `${number(count / 1e6, 1)}M`;
  }

  // "850 ms", "12.4 s", "3 min 20 s", "2 h 05 min", "3 d 4 h".
  function duration(seconds) {
    if (seconds < 0) return '0 s';
    if (seconds < 60) return `${number(seconds, seconds < 10 && seconds % 1 !== 0 ? 1 : 0)} s`;
    const minutes = Math.floor(seconds / 60);
    const rest = Math.floor(seconds % 60);
    if (minutes < 60) return `${minutes} min${rest > 0 ? ` ${rest} s` : ''}`;
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
    return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  }

  // The same as far as an estimate is worth it: "56 min", "5 h", "3 d".
  function roughly(seconds) {
    if (seconds < 5400) return `${number(Math.max(1, seconds / 60))} min`;
    return seconds < 48 * 3600 ? `${number(seconds / 3600)} h` : `${number(seconds / 86400)} d`;
  }

  // Times are milliseconds since 1970 and shown in UTC, as the commands of Reeve show them.
  const iso = (time) => new Date(time).toISOString();
  const time = (at) => iso(at).slice(0, 19).replace('T', ' ');
  const minute = (at) => iso(at).slice(0, 16).replace('T', ' ');
  const day = (at) => iso(at).slice(0, 10);
  const timeElement = (at) => element('time', {datetime: iso(at)}, time(at));

  function phaseMark(name) {
    const phase = byName.get(name);
    return element('span', {class: `mark phase-${phase.name}`, 'aria-hidden': 'true'}, phase.sign);
  }
  const phasePill = (name) =>
    element('span', {class: `pill phase-${name}`}, phaseMark(name), ' ', byName.get(name).word);

  // What is marked, counted and named: a list of terms.
  function facts(rows) {
    const list = element('dl', {class: 'facts'});
    for (const [name, ...value] of rows) {
      if (value.every((part) => part === undefined || part === '' || part === null)) continue;
      list.append(element('div', {}, element('dt', {}, name), element('dd', {}, ...value)));
    }
    return list;
  }

  // `columns`: [heading, 'number' or undefined]; `rows`: lists of cells, the first of which names the row.
  function table(caption, columns, rows, attributes = {}) {
    const cell = (content, place) => {
      const kind = columns[place][1];
      return element(place === 0 ? 'th' : 'td', {scope: place === 0 ? 'row' : null, class: kind}, content);
    };
    return element(
      'div',
      {class: 'table', tabindex: '0', role: 'group', 'aria-label': caption},
      element(
        'table',
        attributes,
        element('caption', {}, caption),
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            columns.map(([heading, kind]) => element('th', {scope: 'col', class: kind}, heading)),
          ),
        ),
        element(
          'tbody',
          {},
          rows.map((row) => element('tr', {}, row.map(cell))),
        ),
      ),
    );
  }

  // A choice with its label: `options` are [value, word].
  function select(label, options, chosen, onchange) {
    return element(
      'label',
      {class: 'choice'},
      label,
      ' ',
      element(
        'select',
        {onchange: (event) => onchange(event.target.value)},
        options.map(([value, word]) => element('option', {value, selected: value === chosen}, word)),
      ),
    );
  }

  // Where "/" leads to: what is typed is given to `oninput` at once.
  const searchBox = (label, placeholder, text, oninput) =>
    element('input', {
      type: 'search',
      id: 'search',
      value: text,
      placeholder,
      'aria-label': label,
      'aria-keyshortcuts': '/',
      oninput: (event) => oninput(event.target.value),
    });
  const wordsOf = (text) =>
    text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');

  // What is read of each, added up; what is not there counts as 0.
  const sumOf = (all, read) => all.reduce((sum, one) => sum + (read(one) ?? 0), 0);

  // "checks_failed" as people say it.
  const outcomeWords = (name) => name.replaceAll('_', ' ');

  return {
    append,
    day,
    duration,
    element,
    facts,
    harmful,
    minute,
    money,
    number,
    outcomeWords,
    percent,
    phaseMark,
    phasePill,
    phases,
    plural,
    roughly,
    safe,
    searchBox,
    select,
    sumOf,
    table,
    time,
    timeElement,
    tokens,
    unfolding,
    wordsOf,
    phase: (name) => byName.get(name),
  };
})();
