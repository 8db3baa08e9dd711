'use strict';

// The tasks as a tree: planners, and below each what came of it. Only the rows that are seen exist, so that 5,000
// tasks scroll as 50 do; the arrows move as WAI-ARIA says of trees.
const Tree = (() => {
  const {element, number, plural} = Words;
  const rowHeight = 34;
  const around = 8; // rows drawn beyond what is seen

  // What was chosen and where the reader was, kept while a task is looked at.
  const state = {
    text: '',
    phases: new Set(),
    agent: '',
    kind: '',
    open: new Set(),
    current: undefined,
    scroll: 0,
    goals: '',
  };

  const matches = (task, words) =>
    (state.phases.size === 0 || state.phases.has(task.phase)) &&
    (state.agent === '' || task.attempts.some((attempt) => attempt.agent === state.agent)) &&
    (state.kind === '' || task.kind === state.kind) &&
    Data.isMeant(task, words);

  const isFiltered = () =>
    state.text !== '' || state.phases.size > 0 || state.agent !== '' || state.kind !== '';

  // The rows that can be seen by scrolling: {task, level, place, siblings, isOpen}. With a filter: what matches, and
  // the planners above it.
  function rowsOf(goals) {
    const words = Words.wordsOf(state.text);
    const filtered = isFiltered();
    const shown = new Set();
    let found = 0;
    if (filtered) {
      for (const task of goals.flatMap((goal) => goal.tasks)) {
        if (!matches(task, words)) continue;
        ++found;
        for (let above = task; above && !shown.has(above); above = above.above) shown.add(above);
      }
    }
    const rows = [];
    const stack = [];
    const push = (tasks, level) => {
      const seen = filtered ? tasks.filter((task) => shown.has(task)) : tasks;
      for (let place = seen.length - 1; place >= 0; --place)
        stack.push({task: seen[place], level, place, siblings: seen.length});
    };
    push(
      goals.flatMap((goal) => goal.roots),
      1,
    );
    while (stack.length > 0) {
      const row = stack.pop();
      row.isOpen =
        row.task.children.length > 0 &&
        (filtered ? !state.open.has(`closed ${row.task.id}`) : state.open.has(row.task.id));
      rows.push(row);
      if (row.isOpen) push(row.task.children, row.level + 1);
    }
    return {rows, found: filtered ? found : undefined};
  }

  function toggle(row, isOpen) {
    const key = isFiltered() ? `closed ${row.task.id}` : row.task.id;
    const add = isFiltered() ? !isOpen : isOpen;
    if (add) state.open.add(key);
    else state.open.delete(key);
  }

  const unmet = (task) =>
    task.before.filter((other) => other.phase !== 'landed' && other.phase !== 'done').length + (task.gone ?? []).length;

  function rowText(task) {
    const parts = [task.title, task.kind === 'work' ? '' : task.kind, Words.phase(task.phase).word];
    if (task.below.tasks > 0) parts.push(`${task.below.done} of ${task.below.tasks} below done`);
    if (task.phase === 'waiting' && unmet(task) > 0) parts.push(`waits for ${plural(unmet(task), 'task')}`);
    return parts.filter((part) => part !== '').join(', ');
  }

  function rowElement(row, place, isCurrent) {
    const {task} = row;
    const waits = task.phase === 'waiting' ? unmet(task) : 0;
    const made = element(
      'div',
      {
        id: `row-${place}`,
        role: 'treeitem',
        class: `row${isCurrent ? ' current' : ''}`,
        'aria-level': row.level,
        'aria-posinset': row.place + 1,
        'aria-setsize': row.siblings,
        'aria-expanded': task.children.length > 0 ? String(row.isOpen) : null,
        'aria-label': rowText(task),
        'aria-selected': String(isCurrent),
        'data-place': place,
      },
      element(
        'span',
        {class: 'twist', 'aria-hidden': 'true'},
        task.children.length > 0 ? (row.isOpen ? '▾' : '▸') : '',
      ),
      Words.phaseMark(task.phase),
      task.kind === 'work' ? null : element('span', {class: 'kind'}, task.kind),
      element('span', {class: 'title', dir: 'auto'}, task.title),
      task.below.tasks > 0
        ? element('span', {class: 'below'}, `${number(task.below.done)} / ${number(task.below.tasks)}`)
        : null,
      waits > 0 ? element('span', {class: 'waits'}, `waits for ${waits}`) : null,
      element('span', {class: 'state'}, Words.phase(task.phase).word),
      element('span', {class: 'agent'}, element('bdi', {}, task.worker)),
      element(
        'span',
        {class: 'tries number'},
        task.attempts.length > 1 ? `${task.attempts.length} tries` : '',
      ),
      element('span', {class: 'cost number'}, task.cost === undefined ? '' : Words.money(task.cost)),
    );
    made.style.top = `${place * rowHeight}px`;
    made.style.setProperty('--level', Math.min(row.level, 12));
    return made;
  }

  // The box with the rows; `show()` after anything has changed.
  function box(goals, onfound) {
    let rows = [];
    const space = element('div', {class: 'space', role: 'presentation'});
    const tree = element(
      'div',
      {
        class: 'tree',
        id: 'tree',
        role: 'tree',
        tabindex: '0',
        'aria-label': 'Tasks, by the planner that made them',
      },
      space,
    );

    function draw() {
      const first = Math.max(0, Math.floor(tree.scrollTop / rowHeight) - around);
      const last = Math.min(
        rows.length,
        Math.ceil((tree.scrollTop + (tree.clientHeight || 600)) / rowHeight) + around,
      );
      const drawn = [];
      for (let place = first; place < last; ++place)
        drawn.push(rowElement(rows[place], place, rows[place].task === state.current));
      space.replaceChildren(...drawn);
      const current = placeOfCurrent();
      if (current >= first && current < last) tree.setAttribute('aria-activedescendant', `row-${current}`);
      else tree.removeAttribute('aria-activedescendant');
    }

    const placeOfCurrent = () => rows.findIndex((row) => row.task === state.current);

    function show() {
      const made = rowsOf(goals);
      rows = made.rows;
      if (placeOfCurrent() < 0) state.current = rows.length > 0 ? rows[0].task : undefined;
      space.style.height = `${rows.length * rowHeight}px`;
      draw();
      onfound(made.found);
    }

    function moveTo(place) {
      if (rows.length === 0) return;
      const to = Math.max(0, Math.min(rows.length - 1, place));
      state.current = rows[to].task;
      const above = to * rowHeight,
        below = above + rowHeight;
      if (above < tree.scrollTop) tree.scrollTop = above;
      else if (below > tree.scrollTop + tree.clientHeight) tree.scrollTop = below - tree.clientHeight;
      draw();
    }

    const setOpen = (row, isOpen) => {
      toggle(row, isOpen);
      show();
    };

    const keys = {
      ArrowDown: (place) => moveTo(place + 1),
      ArrowUp: (place) => moveTo(place - 1),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      PageDown: (place) => moveTo(place + Math.floor(tree.clientHeight / rowHeight) - 1),
      PageUp: (place) => moveTo(place - Math.floor(tree.clientHeight / rowHeight) + 1),
      ArrowRight: (place) => {
        const row = rows[place];
        if (row.task.children.length === 0) return;
        if (row.isOpen) moveTo(place + 1);
        else setOpen(row, true);
      },
      ArrowLeft: (place) => {
        const row = rows[place];
        if (row.isOpen) setOpen(row, false);
        else if (row.task.above) moveTo(rows.findIndex((other) => other.task === row.task.above));
      },
      Enter: (place) => {
        location.hash = `#task/${rows[place].task.id}`;
      },
      ' ': (place) => setOpen(rows[place], !rows[place].isOpen),
    };
    tree.addEventListener('keydown', (event) => {
      if (!keys[event.key] || rows.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key](Math.max(0, placeOfCurrent()));
    });
    tree.addEventListener(
      'scroll',
      () => {
        state.scroll = tree.scrollTop;
        draw();
      },
      {passive: true},
    );
    tree.addEventListener('click', (event) => {
      const place = event.target.closest('.row')?.dataset.place;
      if (place === undefined) return;
      const row = rows[Number(place)];
      state.current = row.task;
      if (event.target.closest('.twist') && row.task.children.length > 0) setOpen(row, !row.isOpen);
      else location.hash = `#task/${row.task.id}`;
    });
    new ResizeObserver(draw).observe(tree);
    return {tree, show, rows: () => rows};
  }

  function chips(counts, changed) {
    return element(
      'fieldset',
      {class: 'chips'},
      element('legend', {}, 'State'),
      Words.phases
        .filter((phase) => counts.has(phase.name))
        .map((phase) =>
          element(
            'label',
            {class: 'chip'},
            element('input', {
              type: 'checkbox',
              value: phase.name,
              checked: state.phases.has(phase.name),
              onchange: (event) => {
                if (event.target.checked) state.phases.add(phase.name);
                else state.phases.delete(phase.name);
                changed();
              },
            }),
            ' ',
            Words.phaseMark(phase.name),
            ` ${phase.word} `,
            element('span', {class: 'count'}, number(counts.get(phase.name))),
          ),
        ),
    );
  }

  function reset(goals, wanted) {
    const key = goals.map((goal) => goal.id).join(' ');
    if (state.goals !== key) {
      Object.assign(state, {goals: key, current: undefined, scroll: 0, agent: '', kind: ''});
      // A person wants to see the first planners' work at once, and not of a thousand.
      const roots = goals.flatMap((goal) => goal.roots);
      if (roots.length < 10) for (const task of roots) state.open.add(task.id);
    }
    if (wanted.phase) {
      state.phases = new Set([wanted.phase]);
      state.text = '';
    }
  }

  // For paper: the rows as they stand, up to a number that somebody may read.
  const mostPrinted = 300;
  function printed(rows) {
    const table = Words.table(
      'Tasks',
      [['Task'], ['Id'], ['State'], ['Agent'], ['Attempts', 'number'], ['Cost', 'number']],
      rows
        .slice(0, mostPrinted)
        .map(({task, level}) => [
          `${'– '.repeat(level - 1)}${task.title}`,
          task.id,
          Words.phase(task.phase).word,
          task.worker,
          `${task.attempts.length}`,
          task.cost === undefined ? '' : Words.money(task.cost),
        ]),
    );
    return [
      table,
      rows.length > mostPrinted
        ? element('p', {}, `${plural(rows.length - mostPrinted, 'row')} more are not printed.`)
        : null,
    ];
  }

  // `wanted`: {phase} that the address asks for; `tell` says a text to who hears the page.
  function view(goals, wanted, tell) {
    reset(goals, wanted);
    const tasks = goals.flatMap((goal) => goal.tasks);
    const found = element('p', {class: 'found'});
    const made = box(goals, (count) => {
      const text =
        count === undefined
          ? `${plural(tasks.length, 'task')}, ${number(made ? made.rows().length : 0)} shown`
          : `${number(count)} of ${plural(tasks.length, 'task')} found`;
      found.textContent = text;
      if (count !== undefined) tell(text);
    });
    const changed = () => {
      made.tree.scrollTop = 0;
      made.show();
    };
    const agents = [...new Set(tasks.flatMap((task) => task.attempts.map((attempt) => attempt.agent ?? '')))]
      .filter((name) => name !== '')
      .sort();
    const search = Words.searchBox('Search tasks', 'id, title, path, commit', state.text, (text) => {
      state.text = text;
      changed();
    });
    search.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        made.tree.focus();
      }
    });
    const setAll = (isOpen) => {
      state.open.clear();
      if (isOpen) for (const task of tasks) if (task.children.length > 0) state.open.add(task.id);
      changed();
    };
    const bar = element(
      'form',
      {
        class: 'filters',
        role: 'search',
        onsubmit: (event) => {
          event.preventDefault();
          made.tree.focus();
        },
      },
      element('label', {class: 'choice'}, 'Search ', search),
      Words.select('Agent', [['', 'any'], ...agents.map((name) => [name, name])], state.agent, (value) => {
        state.agent = value;
        changed();
      }),
      Words.select(
        'Kind',
        [
          ['', 'any'],
          ['work', 'work'],
          ['plan', 'plan'],
          ['judge', 'judge'],
        ],
        state.kind,
        (value) => {
          state.kind = value;
          changed();
        },
      ),
      element('button', {type: 'button', onclick: () => setAll(true)}, 'Open all'),
      element('button', {type: 'button', onclick: () => setAll(false)}, 'Close all'),
      chips(Figures.phaseCounts(tasks), changed),
    );
    const paper = element('div', {class: 'paper'});
    window.addEventListener('beforeprint', () => {
      if (paper.isConnected) {
        paper.replaceChildren();
        Words.append(paper, printed(made.rows()));
      }
    });
    const help = element(
      'p',
      {class: 'note keys'},
      'Arrows move, right and left open and close, Enter shows a task, / searches.',
    );
    return {
      parts: [element('h1', {tabindex: '-1'}, 'Tasks'), bar, found, made.tree, paper, help],
      shown: () => {
        made.show();
        made.tree.scrollTop = state.scroll;
      },
    };
  }

  return {view};
})();
