'use strict';

// The run over time: how many tasks were in which phase, and at any moment which.
const RunView = (() => {
  const {element, number, plural} = Words;
  const moments = 480;
  const height = 240;
  const mostListed = 20;
  const speeds = [
    ['60', '1 min a second'],
    ['600', '10 min a second'],
    ['3600', '1 h a second'],
    ['21600', '6 h a second'],
  ];
  const state = {share: 1, text: '', speed: ''};

  // The phases from the bottom of the chart up.
  const order = ['landed', 'done', 'cancelled', 'ready', 'claimed', 'failed', 'held', 'open', 'waiting'];

  function chart(over, from, to) {
    const seen = order.filter((name) => over.counts.get(name).some((value) => value > 0));
    const most = Math.max(
      ...over.times.map((_, place) => seen.reduce((sum, name) => sum + over.counts.get(name)[place], 0)),
      1,
    );
    const ticks = Chart.ticksTo(most);
    const marker = element('svg:line', {class: 'marker', y1: Chart.top, y2: height - Chart.bottom});
    let lastWidth = 0;
    const mark = (share) => {
      const x = Chart.left + (lastWidth - Chart.left - Chart.right) * share;
      marker.setAttribute('x1', x);
      marker.setAttribute('x2', x);
    };
    const paint = (width) => {
      lastWidth = width;
      const room = width - Chart.left - Chart.right;
      const {y, parts} = Chart.axes(
        width,
        height,
        ticks,
        Chart.timeLabels(from, to, width, Chart.timeWriter(to - from)),
      );
      const x = (place) => (Chart.left + (room * place) / (moments - 1)).toFixed(1);
      const base = new Float64Array(moments);
      for (const name of seen) {
        const values = over.counts.get(name);
        let lower = '',
          upper = '';
        for (let place = 0; place < moments; ++place) {
          lower = `L${x(place)} ${y(base[place]).toFixed(1)}${lower}`;
          base[place] += values[place];
          upper += `${place === 0 ? 'M' : 'L'}${x(place)} ${y(base[place]).toFixed(1)}`;
        }
        parts.push(element('svg:path', {d: `${upper}${lower}z`, class: `fill-${name} layer`}));
      }
      parts.push(marker);
      mark(state.share);
      return {parts, at: () => ''};
    };
    const drawing = Chart.drawing(
      height,
      `Tasks by state from ${Words.time(from)} to ${Words.time(to)} UTC`,
      paint,
    );
    const figure = Chart.figure(
      'Tasks by state over time',
      `From ${Words.minute(from)} to ${Words.minute(to)} (UTC).`,
      element(
        'ul',
        {class: 'legend'},
        [...seen].reverse().map((name) => element('li', {}, Words.phasePill(name))),
      ),
      drawing,
      Chart.numbers(
        'Tasks by state over time',
        [['Time (UTC)'], ...seen.map((name) => [Words.phase(name).word, 'number'])],
        () =>
          over.times
            .filter((_, place) => place % 10 === 0 || place === moments - 1)
            .map((at) => {
              const place = over.times.indexOf(at);
              return [Words.time(at), ...seen.map((name) => number(over.counts.get(name)[place]))];
            }),
      ),
    );
    return {
      figure,
      mark,
      drawing,
      shareAt: (x, width) =>
        Math.max(
          0,
          Math.min(1, ((x * lastWidth) / width - Chart.left) / (lastWidth - Chart.left - Chart.right)),
        ),
    };
  }

  // What was so at this moment: counts, and lists of what ran, was judged, was held, and had just landed.
  function moment(tasks, at) {
    const words = Words.wordsOf(state.text);
    const lists = new Map(Words.phases.map((phase) => [phase.name, []]));
    for (const task of tasks) {
      const phase = Data.phaseAt(task, at);
      if (phase && Data.isMeant(task, words)) lists.get(phase).push(task);
    }
    const since = (task) => task.stays.reduce((from, stay) => (stay.from <= at ? stay.from : from), 0);
    const section = (name, heading) => {
      if (lists.get(name).length === 0) return null;
      const list = lists
        .get(name)
        .map((task) => [since(task), task])
        .sort((a, b) => b[0] - a[0]);
      return element(
        'section',
        {class: 'at-moment'},
        element('h2', {}, Words.phaseMark(name), ` ${heading}: ${number(list.length)}`),
        element(
          'ul',
          {class: 'relatives'},
          list
            .slice(0, mostListed)
            .map(([from, task]) =>
              element(
                'li',
                {},
                element('a', {href: `#task/${task.id}`}, element('bdi', {}, task.title)),
                element('span', {class: 'note'}, ` ${Words.duration((at - from) / 1000)}`),
              ),
            ),
        ),
        list.length > mostListed
          ? element('p', {class: 'note'}, `and ${number(list.length - mostListed)} more`)
          : null,
      );
    };
    const counts = element(
      'p',
      {class: 'counts'},
      Words.phases.map((phase) =>
        element('span', {}, Words.phasePill(phase.name), ` ${number(lists.get(phase.name).length)} `),
      ),
    );
    return [
      counts,
      element(
        'div',
        {class: 'moments'},
        section('claimed', 'Running'),
        section('ready', 'At the gate'),
        section('held', 'Held'),
        section('failed', 'Failed'),
        section('open', 'Open'),
        section('landed', 'Landed, the newest first'),
      ),
    ];
  }

  function span(tasks, data) {
    if (tasks.length === 0) return undefined;
    const isOver = tasks.every(Data.isOver);
    // Not Math.max(...): that many arguments do not fit on the stack.
    let from = Infinity,
      to = -Infinity;
    for (const {times} of tasks) {
      from = Math.min(from, times[0] ?? Infinity);
      to = Math.max(to, times[times.length - 1] ?? -Infinity);
    }
    if (from > to) return undefined;
    return {from, to: Math.max(isOver ? to : data.written, from + 1000)};
  }

  // What is computed over all tasks, once: the data of a page does not change.
  const scopes = new Map();
  function scopeOf(goals, data) {
    const key = goals.map((goal) => goal.id).join(' ');
    if (!scopes.has(key)) {
      const tasks = goals.flatMap((goal) => goal.tasks);
      const range = span(tasks, data);
      scopes.set(key, {
        tasks,
        range,
        over: range && Figures.phasesOverTime(tasks, range.from, range.to, moments),
      });
    }
    return scopes.get(key);
  }

  function view(goals, data) {
    const {tasks, range, over} = scopeOf(goals, data);
    const head = element('h1', {tabindex: '-1'}, 'The run over time');
    if (!range) return {parts: [head, element('p', {}, 'No task has been planned yet.')]};
    const {from, to} = range;
    const drawn = chart(over, from, to);
    const now = element('output', {class: 'now', for: 'scrub'});
    const shown = element('div');
    const slider = element('input', {
      type: 'range',
      id: 'scrub',
      min: 0,
      max: 1000,
      step: 1,
      value: Math.round(state.share * 1000),
      'aria-label': 'Moment of the run',
    });
    const timeOf = (share) => from + (to - from) * share;

    function show(share) {
      state.share = share;
      const at = timeOf(share);
      now.textContent = `${Words.time(at)} UTC, ${Words.duration((at - from) / 1000)} after the first task`;
      slider.setAttribute('aria-valuetext', now.textContent);
      drawn.mark(share);
      shown.replaceChildren();
      Words.append(shown, moment(tasks, at));
    }

    // Plays until its end, until it is stopped, or until the view is left.
    let playing = 0;
    const play = element('button', {type: 'button', id: 'play', 'aria-pressed': 'false'}, 'Play');
    const speedWanted = () => Number(state.speed || Math.max(60, (to - from) / 1000 / 30));
    function stop() {
      cancelAnimationFrame(playing);
      playing = 0;
      play.textContent = 'Play';
      play.setAttribute('aria-pressed', 'false');
    }
    function start() {
      if (state.share >= 1) state.share = 0;
      let before = performance.now();
      let drawnAt = 0;
      const step = (time) => {
        if (!play.isConnected) return;
        const share = Math.min(1, state.share + ((time - before) * speedWanted()) / (to - from));
        before = time;
        state.share = share;
        // Ten times a second is as fast as anybody reads.
        if (time - drawnAt > 100 || share >= 1) {
          drawnAt = time;
          slider.value = Math.round(share * 1000);
          show(share);
        }
        if (share < 1) playing = requestAnimationFrame(step);
        else stop();
      };
      playing = requestAnimationFrame(step);
      play.textContent = 'Stop';
      play.setAttribute('aria-pressed', 'true');
    }
    play.addEventListener('click', () => (playing ? stop() : start()));
    slider.addEventListener('input', () => show(Number(slider.value) / 1000));
    drawn.drawing.addEventListener('click', (event) => {
      const box = drawn.drawing.getBoundingClientRect();
      const share = drawn.shareAt(event.clientX - box.left, box.width);
      slider.value = Math.round(share * 1000);
      show(share);
    });
    const search = Words.searchBox('Show only tasks with', 'id, title, path, commit', state.text, (text) => {
      state.text = text;
      show(state.share);
    });
    const controls = element(
      'div',
      {class: 'filters'},
      play,
      element('label', {class: 'choice scrub'}, 'Moment ', slider),
      Words.select('Speed', [['', 'half a minute for all'], ...speeds], state.speed, (value) => {
        state.speed = value;
      }),
      element('label', {class: 'choice'}, 'Only ', search),
      now,
    );
    show(state.share);
    return {
      parts: [
        head,
        element(
          'p',
          {class: 'note'},
          `${plural(tasks.length, 'task')}, from what their logs say. Move the slider, or click into the chart.`,
        ),
        drawn.figure,
        controls,
        shown,
      ],
    };
  }

  return {view};
})();
