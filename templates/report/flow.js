'use strict';

// Figures of how work flows: throughput, workers, failures and the gate. `scope`: see overview.js.
const Flow = (() => {
  const {element, number, outcomeWords, percent, plural, select, table} = Words;
  const choices = {unit: undefined, split: undefined};

  const splits = {
    none: ['nothing', () => 'tasks'],
    agent: ['agent', (task) => task.worker || 'no agent'],
    goal: ['goal', (task) => task.goal.title],
    difficulty: ['difficulty', (task) => task.difficulty ?? 'normal'],
  };

  function throughput({goals, landed}) {
    const section = element(
      'section',
      {'aria-labelledby': 'h-throughput'},
      element('h2', {id: 'h-throughput'}, 'Throughput'),
    );
    if (landed.length === 0) {
      section.append(element('p', {}, 'Nothing has landed yet.'));
      return section;
    }
    const units = Figures.unitsFor(landed);
    const holder = element('div');
    const draw = () => {
      const unit = units.includes(choices.unit)
        ? choices.unit
        : (units.find((name) => Figures.bucketsOf(landed, name) <= 100) ?? units[units.length - 1]);
      const split = choices.split ?? (goals.length > 1 ? 'goal' : 'agent');
      const {starts, series} = Figures.throughput(landed, unit, splits[split][1]);
      const totals = starts.map((_, place) => series.reduce((sum, one) => sum + one.values[place], 0));
      const best = totals.indexOf(Math.max(...totals));
      const write = unit === 'minute' || unit === 'hour' ? Words.minute : Words.day;
      const labels = starts.map(
        unit === 'minute'
          ? (at) => Words.minute(at).slice(11)
          : unit === 'hour'
            ? (at) => Words.minute(at).slice(5)
            : Words.day,
      );
      const summary =
        `${plural(landed.length, 'commit')} landed from ${Words.minute(landed[0].landedAt)} to ` +
        `${Words.minute(landed[landed.length - 1].landedAt)} (UTC); the most in one ${unit} were ${number(totals[best])}, from ${write(starts[best])}.`;
      holder.replaceChildren(
        element(
          'p',
          {class: 'choices'},
          select(
            'Commits each',
            units.map((name) => [name, name]),
            unit,
            (value) => {
              choices.unit = value;
              draw();
            },
          ),
          select(
            'by',
            Object.entries(splits)
              .filter(([name]) => name !== 'goal' || goals.length > 1)
              .map(([name, [word]]) => [name, word]),
            split,
            (value) => {
              choices.split = value;
              draw();
            },
          ),
        ),
        Chart.bars({
          title: `Commits each ${unit}`,
          summary,
          heading: `${unit} from (UTC)`,
          names: starts.map(write),
          labels,
          series,
          unit: 'commits',
        }),
      );
    };
    draw();
    section.append(holder);
    return section;
  }

  function workers({running, ready, written}) {
    if (running.length === 0) return null;
    const end = running[running.length - 1].value > 0 ? written : running[running.length - 1].at;
    const most = Math.max(...running.map((point) => point.value));
    const summary = `At most ${plural(most, 'agent')} at once, ${number(Figures.meanOf(running, end), 1)} on average over ${Words.duration((end - running[0].at) / 1000)}.`;
    return element(
      'section',
      {'aria-labelledby': 'h-workers'},
      element('h2', {id: 'h-workers'}, 'Concurrent workers'),
      Chart.steps({
        title: 'Workers over time',
        summary,
        to: end,
        lines: [
          {name: 'running', points: running},
          {name: 'at the gate', points: ready},
        ],
      }),
    );
  }

  function failures({goals}) {
    const section = element(
      'section',
      {'aria-labelledby': 'h-failures'},
      element('h2', {id: 'h-failures'}, 'Failures'),
    );
    const columns = [
      ['Class'],
      ['Attempts', 'number'],
      ['Tasks', 'number'],
      ['Recovered', 'number'],
      ['Share', 'number'],
      ['Undecided', 'number'],
    ];
    const row = (name, one) => [
      name,
      number(one.attempts),
      number(one.tasks),
      number(one.recovered),
      percent(one.recovered, one.tasks),
      number(one.undecided),
    ];
    const classes = new Map();
    const all = {attempts: 0, tasks: 0, recovered: 0, undecided: 0};
    const add = (sums, one) =>
      Object.keys(all).forEach((name) => {
        sums[name] += one[name];
      });
    for (const goal of goals) {
      for (const one of goal.report.failures) {
        const sums = classes.get(one.outcome) ?? {attempts: 0, tasks: 0, recovered: 0, undecided: 0};
        add(sums, one);
        classes.set(one.outcome, sums);
      }
      add(all, goal.report.failed);
    }
    if (classes.size === 0) {
      section.append(element('p', {}, 'No attempt has failed.'));
      return section;
    }
    const names = [...classes.keys()].sort((a, b) => classes.get(b).attempts - classes.get(a).attempts);
    section.append(
      element(
        'div',
        {class: 'pair'},
        Chart.bars({
          title: 'Tasks that failed, by class',
          heading: 'Class',
          names: names.map(outcomeWords),
          height: 170,
          summary: `${plural(all.tasks, 'task')} had ${plural(all.attempts, 'attempt')} that failed; ${percent(all.recovered, all.tasks)} of them recovered without a person.`,
          series: [
            {name: 'recovered', place: 2, values: names.map((name) => classes.get(name).recovered)},
            {name: 'undecided', place: 1, values: names.map((name) => classes.get(name).undecided)},
            {
              name: 'not recovered',
              place: 3,
              values: names.map(
                (name) => classes.get(name).tasks - classes.get(name).recovered - classes.get(name).undecided,
              ),
            },
          ],
        }),
        table('Failures by class', columns, [
          ...names.map((name) => row(outcomeWords(name), classes.get(name))),
          row('all, each task once', all),
        ]),
      ),
      element(
        'p',
        {class: 'note'},
        'Recovered: it landed, or a planner replaced or dropped it, and nobody answered it or put it back. Undecided: it is live and not given up.',
      ),
    );
    return section;
  }

  function gate({goals, waits, batches}) {
    const section = element(
      'section',
      {'aria-labelledby': 'h-gate'},
      element('h2', {id: 'h-gate'}, 'The gate'),
    );
    if (waits.length === 0) {
      section.append(element('p', {}, 'Nothing has been judged yet.'));
      return section;
    }
    const bounds = [1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 86400, Infinity];
    const classes = Figures.histogram(waits, bounds);
    const pushes = batches.reduce((sum, one) => sum + one.batches, 0);
    const landed = batches.reduce((sum, one) => sum + one.batches * one.size, 0);
    const nameOf = (one) => (one.upTo === Infinity ? 'longer' : `≤ ${Words.duration(one.upTo)}`);
    section.append(
      element(
        'div',
        {class: 'pair'},
        Chart.bars({
          title: 'Waits at the gate',
          heading: 'From submission to the answer',
          names: classes.map(nameOf),
          height: 170,
          unit: 'candidates',
          summary: `Half of ${plural(waits.length, 'candidate')} waited less than ${Words.duration(Figures.quantile(waits, 0.5))}, 95 % less than ${Words.duration(Figures.quantile(waits, 0.95))}.`,
          series: [{name: 'candidates', values: classes.map((one) => one.count)}],
        }),
        batches.length > 0
          ? Chart.bars({
              title: 'Tasks that landed together',
              heading: 'Tasks in a batch',
              names: batches.map((one) => `${one.size}`),
              height: 170,
              unit: 'batches',
              summary: `${plural(landed, 'task')} landed in ${plural(pushes, 'batch', 'batches')}: ${number(landed / pushes, 1)} each on average.`,
              series: [{name: 'batches', place: 4, values: batches.map((one) => one.batches)}],
            })
          : null,
      ),
    );
    const doubtful = goals.flatMap((goal) => goal.report.checks ?? []);
    if (doubtful.length > 0) {
      section.append(
        table(
          'Checks that failed and let something land all the same',
          [['Check'], ['Flaky', 'number'], ['Quarantined', 'number']],
          doubtful.map((check) => [
            element('code', {}, check.command),
            number(check.flaky),
            number(check.quarantined),
          ]),
        ),
      );
    }
    return section;
  }

  return {failures, gate, throughput, workers};
})();
