'use strict';

// The page as a whole: which view, which goal, which colours.
(() => {
  const {element} = Words;
  const main = document.getElementById('main');
  const views = [
    ['overview', 'Overview'],
    ['tasks', 'Tasks'],
    ['run', 'Over time'],
  ];
  let data;
  let chosen = ''; // id of a goal; empty: all

  // Said to who hears the page once the reader stops typing.
  let saying = 0;
  function tell(text) {
    clearTimeout(saying);
    saying = setTimeout(() => {
      document.getElementById('told').textContent = text;
    }, 400);
  }

  // "#tasks?phase=held", "#overview/GOAL", "#task/ID".
  function address() {
    const [path, query] = location.hash.slice(1).split('?');
    const [name, ...rest] = path.split('/');
    let id = rest.join('/');
    try {
      id = decodeURIComponent(id);
    } catch {
      // Not encoded: taken as it is.
    }
    return {name, id, query: new URLSearchParams(query ?? '')};
  }

  const goals = () => {
    const one = data.goals.find((goal) => goal.id === chosen);
    return one ? [one] : data.goals;
  };

  function content({name, id, query}) {
    if (name === 'task') {
      const task = data.tasks.get(id);
      if (task && data.goals.length > 1 && chosen !== '') chosen = task.goal.id;
      return {parts: task ? TaskView.view(task, data) : TaskView.notFound(id)};
    }
    if (id && data.goals.some((goal) => goal.id === id)) chosen = id;
    if (name === 'tasks') return Tree.view(goals(), {phase: query.get('phase')}, tell);
    if (name === 'run') return RunView.view(goals(), data);
    return {parts: Overview.view(goals(), data)};
  }

  let isFirst = true;
  function show() {
    const where = address();
    const made = content(where);
    main.replaceChildren();
    Words.append(main, made.parts);
    if (made.shown) made.shown();
    const current =
      where.name === 'task' ? 'tasks' : views.some(([name]) => name === where.name) ? where.name : 'overview';
    for (const link of document.querySelectorAll('#views a')) {
      if (link.dataset.view === current) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    const select = document.getElementById('goal');
    if (select) select.value = chosen;
    const heading = main.querySelector('h1');
    document.title = `${heading ? heading.textContent : 'Reeve'} – Reeve`;
    if (isFirst) {
      isFirst = false;
      return;
    }
    window.scrollTo(0, 0);
    // Whoever moves by keys or hears the page goes on at the new content.
    const next = where.name === 'tasks' ? document.getElementById('tree') : heading;
    if (next) next.focus({preventScroll: true});
  }

  // Kept where the browser lets a file keep anything.
  const remembered = {
    get: () => {
      try {
        return localStorage.getItem('reeve-theme') ?? '';
      } catch {
        return '';
      }
    },
    set: (value) => {
      try {
        localStorage.setItem('reeve-theme', value);
      } catch {
        // It holds until the page is closed.
      }
    },
  };

  function paint(theme) {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  }

  function frame() {
    document.getElementById('written').append('as of ', Words.timeElement(data.written), ' UTC');
    document
      .getElementById('views')
      .append(...views.map(([name, word]) => element('a', {href: `#${name}`, 'data-view': name}, word)));
    const controls = document.getElementById('controls');
    if (data.goals.length > 1) {
      const select = element(
        'select',
        {
          id: 'goal',
          onchange: () => {
            chosen = select.value;
            const view = address().name;
            const next = `#${view === 'task' ? 'tasks' : view || 'overview'}${chosen ? `/${chosen}` : ''}`;
            if (location.hash === next) show();
            else location.hash = next;
          },
        },
        element('option', {value: ''}, 'All goals'),
        data.goals.map((goal) => element('option', {value: goal.id}, goal.title)),
      );
      controls.append(element('label', {class: 'choice'}, 'Goal ', select));
    }
    const theme = remembered.get();
    paint(theme);
    controls.append(
      element(
        'label',
        {class: 'choice'},
        'Colours ',
        element(
          'select',
          {
            id: 'theme',
            onchange: (event) => {
              paint(event.target.value);
              remembered.set(event.target.value);
            },
          },
          [
            ['', 'as the system'],
            ['light', 'light'],
            ['dark', 'dark'],
          ].map(([value, word]) => element('option', {value, selected: value === theme}, word)),
        ),
      ),
    );
    const left = data.left_out
      ? ` Long texts of ${Words.plural(data.left_out, 'task')} were left out to keep it small.`
      : '';
    document
      .getElementById('footer')
      .append(`Made by ${data.version} from the refs of the repository.${left}`);
    document.body.append(Chart.patterns());
  }

  function isTyping(target) {
    return (
      target.isContentEditable ||
      target instanceof HTMLSelectElement ||
      target instanceof HTMLTextAreaElement ||
      (target instanceof HTMLInputElement && !['checkbox', 'range'].includes(target.type))
    );
  }

  function onKey(event) {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    const focus = () => document.getElementById('search')?.focus();
    if (document.getElementById('search')) {
      focus();
    } else {
      location.hash = '#tasks';
      window.addEventListener('hashchange', () => requestAnimationFrame(focus), {once: true});
    }
  }

  // Paper has nothing to open.
  let opened = [];
  window.addEventListener('beforeprint', () => {
    for (const drawing of document.querySelectorAll('.drawing')) drawing.dispatchEvent(new Event('draw'));
    opened = [...document.querySelectorAll('main details:not([open])')];
    for (const details of opened) {
      details.open = true;
      details.dispatchEvent(new Event('toggle'));
    }
  });
  window.addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });

  async function begin() {
    try {
      data = await Data.read(document.getElementById('data').textContent);
    } catch (error) {
      document.getElementById('trouble').textContent = Words.safe(
        `The data of this page cannot be read: ${error.message}. A browser of 2024 or later is needed.`,
      );
      return;
    }
    frame();
    show();
    window.addEventListener('hashchange', show);
    document.addEventListener('keydown', onKey);
    document.documentElement.dataset.ready = 'yes';
  }

  begin();
})();
