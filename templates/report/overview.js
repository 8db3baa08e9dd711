'use strict';

// The first view: how it goes, what needs a person, and every figure with its table.
const Overview = (() => {
  const {element, facts, money, number, percent, plural, sumOf, table} = Words;
  const needsAtOnce = 6;

  const tile = (name, value, more) =>
    element(
      'div',
      {class: 'tile'},
      element('dt', {}, name),
      element('dd', {}, element('strong', {}, value), more ? element('span', {}, more) : null),
    );

  function tiles({goals, tasks, landed, written}) {
    const work = tasks.filter((task) => task.kind === 'work' && task.phase !== 'cancelled');
    const lastDay = landed.filter((task) => task.landedAt > written - 86400e3).length;
    const running = tasks.filter((task) => task.phase === 'claimed').length;
    const failed = sumOf(goals, (goal) => goal.report.failed.tasks);
    const recovered = sumOf(goals, (goal) => goal.report.failed.recovered);
    const known = goals.some((goal) => goal.report.cost !== undefined);
    const cost = sumOf(goals, (goal) => goal.report.cost);
    const planned = tasks.filter((task) => task.kind === 'work' && task.above).length;
    // Of several goals the times do not add up.
    const {estimate} = goals.length === 1 ? goals[0] : {};
    return element(
      'dl',
      {class: 'tiles'},
      tile(
        'Landed',
        number(sumOf(goals, (goal) => goal.report.landed)),
        `of ${plural(work.length, 'task')} of work`,
      ),
      tile(
        'Running now',
        number(running),
        `${plural(tasks.filter((task) => task.phase === 'ready').length, 'task')} at the gate`,
      ),
      estimate
        ? tile(
            'Left',
            number(estimate.tasks.value),
            `done in ${Words.roughly(estimate.seconds.value)} (${Words.roughly(estimate.seconds.low)} to ${Words.roughly(estimate.seconds.high)})` +
              (estimate.cost ? `, for ${money(estimate.cost.value)} more` : ''),
          )
        : null,
      tile('Last 24 hours', number(lastDay), lastDay === 1 ? 'commit' : 'commits'),
      tile(
        'Recovered',
        percent(recovered, failed),
        `${number(recovered)} of ${plural(failed, 'task')} that failed once or more`,
      ),
      tile(
        'Cost',
        known ? money(cost) : 'not known',
        known && landed.length > 0 ? `${money(cost / landed.length)} a landed task` : '',
      ),
      tile(
        'Planned by agents',
        percent(planned, tasks.filter((task) => task.kind === 'work').length),
        `${plural(planned, 'task')} of work`,
      ),
    );
  }

  function progress({tasks}) {
    const counts = Figures.phaseCounts(tasks);
    const shown = Words.phases
      .filter((phase) => counts.has(phase.name))
      .reverse()
      .map((phase) => ({name: phase.name, count: counts.get(phase.name)}));
    return element(
      'section',
      {'aria-labelledby': 'h-phases'},
      element('h2', {id: 'h-phases'}, 'Where the tasks are'),
      Chart.shares(shown),
      element(
        'ul',
        {class: 'legend'},
        shown.map(({name, count}) =>
          element(
            'li',
            {},
            element('a', {href: `#tasks?phase=${name}`}, Words.phasePill(name), ` ${number(count)}`),
          ),
        ),
      ),
    );
  }

  function needs({goals}) {
    const all = goals.flatMap((goal) => (goal.needs ?? []).map((need) => ({...need, goal})));
    if (all.length === 0) return null;
    const list = (some) =>
      element(
        'ul',
        {},
        some.map((need) =>
          element(
            'li',
            {},
            need.goal.index.has(need.subject)
              ? element('a', {href: `#task/${need.subject}`}, need.subject)
              : element('strong', {}, element('bdi', {}, need.subject)),
            ': ',
            element('span', {class: 'said', dir: 'auto'}, need.reason),
            element('code', {class: 'command'}, need.action),
          ),
        ),
      );
    const more = all.length - needsAtOnce;
    return element(
      'section',
      {class: 'needs', 'aria-labelledby': 'h-needs'},
      element('h2', {id: 'h-needs'}, `Needs a person: ${all.length}`),
      list(all.slice(0, needsAtOnce)),
      more > 0 ? Words.unfolding('', `${number(more)} more`, () => list(all.slice(needsAtOnce))) : null,
    );
  }

  function cycles(goal) {
    return element(
      'section',
      {'aria-labelledby': 'h-cycles'},
      element('h2', {id: 'h-cycles'}, 'Cycles'),
      table(
        'What the judge said of each cycle',
        [['Cycle'], ['Started (UTC)'], ['Verdict'], ['Reasons']],
        goal.report.cycles.map((cycle) => [
          `${cycle.number}`,
          Words.time(Date.parse(cycle.started)),
          cycle.verdict ?? 'none yet',
          element('span', {class: 'said', dir: 'auto'}, (cycle.reasons ?? []).join('\n')),
        ]),
      ),
    );
  }

  function goalHead(goal) {
    return [
      element('h1', {tabindex: '-1', dir: 'auto'}, goal.title),
      element(
        'p',
        {class: 'under-title'},
        element('span', {class: `pill goal-${goal.phase}`}, goal.phase),
        ' ',
        element('code', {}, goal.id),
        ` on ${goal.target}, opened `,
        Words.timeElement(goal.opened),
      ),
      goal.reason ? element('p', {class: 'said', dir: 'auto'}, goal.reason) : null,
      goal.halt ? element('p', {class: 'alarm', role: 'note'}, goal.halt) : null,
      goal.untold
        ? element(
            'p',
            {class: 'alarm', role: 'note'},
            `${plural(goal.untold, 'landed task')} have no log here: git fetch the notes (refs/notes/reeve/*) to have them in the page.`,
          )
        : null,
      goal.damaged
        ? element(
            'p',
            {class: 'alarm', role: 'note'},
            `${plural(goal.damaged, 'log')} cannot be read; see `,
            element('code', {}, 'git reeve status'),
          )
        : null,
    ];
  }

  function allHead(goals) {
    return [
      element('h1', {tabindex: '-1'}, plural(goals.length, 'goal')),
      table(
        'Goals',
        [
          ['Goal'],
          ['State'],
          ['Landed', 'number'],
          ['Tasks', 'number'],
          ['Failed', 'number'],
          ['Recovered', 'number'],
          ['Cost', 'number'],
          ['Opened (UTC)'],
        ],
        goals.map((goal) => [
          element('a', {href: `#overview/${goal.id}`}, element('bdi', {}, goal.title)),
          goal.phase,
          number(goal.report.landed),
          number(goal.tasks.length),
          number(goal.report.failed.tasks),
          percent(goal.report.failed.recovered, goal.report.failed.tasks),
          goal.report.cost === undefined ? 'not known' : money(goal.report.cost),
          Words.time(goal.opened),
        ]),
      ),
    ];
  }

  function spec(goal) {
    if (!goal.body && !goal.accept && !goal.checks) return null;
    const list = (name, lines) =>
      lines
        ? [
            name,
            element(
              'ul',
              {},
              lines.map((line) => element('li', {}, element('bdi', {}, line))),
            ),
          ]
        : [name];
    return element(
      'details',
      {class: 'spec'},
      element('summary', {}, 'What was asked for'),
      goal.body ? element('div', {class: 'said', dir: 'auto'}, goal.body) : null,
      facts([list('Accepted when', goal.accept), list('Checks', goal.checks)]),
    );
  }

  // What is computed over all tasks, once: the data of a page does not change.
  const scopes = new Map();
  function scopeOf(goals, data) {
    const key = goals.map((goal) => goal.id).join(' ');
    if (!scopes.has(key)) scopes.set(key, computed(goals, data.written));
    return scopes.get(key);
  }

  function computed(goals, written) {
    const tasks = goals.flatMap((goal) => goal.tasks);
    const landed = Figures.landings(tasks);
    const running = Figures.concurrency(tasks, 'claimed');
    return {
      goals,
      written,
      tasks,
      landed,
      running,
      ready: Figures.concurrency(tasks, 'ready').filter(
        (point) => running.length > 0 && point.at >= running[0].at,
      ),
      waits: Figures.gateWaits(tasks),
      batches: Figures.batches(landed),
      agents: Figures.byAgent(tasks),
      dearest: Figures.largest(tasks, 10, (task) => task.cost),
    };
  }

  // `goals`: the chosen one, or all.
  function view(goals, data) {
    if (goals.length === 0)
      return [
        element('h1', {tabindex: '-1'}, 'No goal'),
        element('p', {}, 'There was no goal to report on. Open one with: git reeve goal new TITLE'),
      ];
    const single = goals.length === 1 ? goals[0] : undefined;
    const scope = scopeOf(goals, data);
    return [
      ...(single ? goalHead(single) : allHead(goals)),
      single ? spec(single) : null,
      needs(scope),
      tiles(scope),
      progress(scope),
      Flow.throughput(scope),
      Flow.workers(scope),
      Flow.failures(scope),
      Flow.gate(scope),
      Cost.cost(scope),
      Cost.agents(scope),
      Cost.collisions(scope),
      Cost.calibration(scope),
      single ? cycles(single) : null,
    ];
  }

  return {view};
})();
