'use strict';

// Figures of what it took: cost, agents, collisions and how tasks were cut. `scope`: see overview.js.
const Cost = (() => {
  const {element, money, number, percent, plural, sumOf, table} = Words;

  function cost({goals, dearest}) {
    const rows = goals.flatMap((goal) => goal.spend);
    if (rows.length === 0) return null;
    const landed = sumOf(goals, (goal) => goal.report.landed);
    const sums = (key) => {
      const groups = new Map();
      for (const row of rows) {
        const name = row[key] || 'no model';
        const sum = groups.get(name) ?? {
          attempts: 0,
          unknown: 0,
          seconds: 0,
          cost: 0,
          known: false,
          input: 0,
          cached: 0,
          output: 0,
        };
        groups.set(name, sum);
        sum.attempts += row.attempts;
        sum.unknown += row.unknown_cost ?? 0;
        sum.seconds += row.seconds ?? 0;
        sum.cost += row.cost ?? 0;
        sum.known = sum.known || row.cost !== undefined;
        sum.input += (row.input ?? 0) + (row.cache_write ?? 0);
        sum.cached += row.cache_read ?? 0;
        sum.output += row.output ?? 0;
      }
      return [...groups].sort((a, b) => b[1].cost - a[1].cost || b[1].attempts - a[1].attempts);
    };
    const columns = (heading) => [
      [heading],
      ['Attempts', 'number'],
      ['Cost', 'number'],
      ['Of all', 'number'],
      ['A landed task', 'number'],
      ['Tokens in', 'number'],
      ['From the cache', 'number'],
      ['Tokens out', 'number'],
      ['Hours', 'number'],
    ];
    const whole = rows.reduce((sum, row) => sum + (row.cost ?? 0), 0);
    const line = ([name, sum]) => [
      element('bdi', {}, name),
      number(sum.attempts),
      sum.known ? money(sum.cost) : 'not known',
      percent(sum.cost, whole),
      sum.known && landed > 0 ? money(sum.cost / landed) : '–',
      Words.tokens(sum.input),
      Words.tokens(sum.cached),
      Words.tokens(sum.output),
      number(sum.seconds / 3600, 2),
    ];
    const unknown = rows.reduce((sum, row) => sum + (row.unknown_cost ?? 0), 0);
    const budget = goals.length === 1 ? goals[0].budget : {};
    return element(
      'section',
      {'aria-labelledby': 'h-cost'},
      element('h2', {id: 'h-cost'}, 'Cost'),
      budget.cost === undefined
        ? null
        : element(
            'p',
            {},
            `Budget: ${money(whole)} of ${money(budget.cost)} spent. `,
            element('meter', {min: 0, max: budget.cost, value: whole, 'aria-label': 'spent of the budget'}),
          ),
      table('Cost by role', columns('Role'), sums('role').map(line)),
      table('Cost by model', columns('Model'), sums('model').map(line)),
      dearTasks(dearest),
      unknown > 0
        ? element(
            'p',
            {class: 'note'},
            `Of ${plural(unknown, 'attempt')} nobody said what they cost; they count as 0.`,
          )
        : null,
    );
  }

  function dearTasks(dearest) {
    if (dearest.length === 0) return null;
    return table(
      'The tasks that cost most',
      [['Task'], ['State'], ['Attempts', 'number'], ['Cost', 'number']],
      dearest.map((task) => [
        element('a', {href: `#task/${task.id}`}, element('bdi', {}, task.title)),
        Words.phase(task.phase).word,
        number(task.attempts.length),
        money(task.cost),
      ]),
    );
  }

  function agents({agents: rows}) {
    if (rows.length === 0) return null;
    return element(
      'section',
      {'aria-labelledby': 'h-agents'},
      element('h2', {id: 'h-agents'}, 'Agents'),
      table(
        'What each agent did',
        [
          ['Agent'],
          ['Attempts', 'number'],
          ['Landed or done', 'number'],
          ['Failed', 'number'],
          ['Of attempts', 'number'],
          ['Hours', 'number'],
          ['Cost', 'number'],
        ],
        rows.map((row) => [
          element('bdi', {}, row.agent),
          number(row.attempts),
          number(row.done),
          number(row.failed),
          percent(row.done, row.attempts),
          number(row.seconds / 3600, 2),
          row.known === 0 ? 'not known' : money(row.cost),
        ]),
      ),
    );
  }

  function collisionWords(files) {
    const conflicts = sumOf(files, (file) => file.conflicts);
    const hot = files.filter((file) => file.hot).length;
    if (conflicts === 0) return 'No task has met a conflict in the current cycle.';
    const where = plural(files.filter((file) => file.conflicts > 0).length, 'file');
    const told = `${plural(conflicts, 'conflict')} in ${where}, in the current cycle`;
    if (hot === 0) return `${told}; no file is hot.`;
    return `${told}; ${plural(hot, 'hot file')}: tasks that may change one are done one after the other.`;
  }

  function collisions({goals}) {
    const files = goals
      .flatMap((goal) => goal.files ?? [])
      .sort((a, b) => b.conflicts - a.conflicts || b.touches - a.touches);
    if (files.length === 0) return null;
    return element(
      'section',
      {'aria-labelledby': 'h-collisions'},
      element('h2', {id: 'h-collisions'}, 'Collisions and hot files'),
      element(
        'p',
        {},
        collisionWords(files),
      ),
      table(
        'Files by conflicts',
        [
          ['File'],
          ['Changed by tasks', 'number'],
          ['Conflicts', 'number'],
          ['Made again', 'number'],
          ['Hot'],
        ],
        files
          .slice(0, 25)
          .map((file) => [
            element('code', {}, element('bdi', {}, file.path)),
            number(file.touches),
            number(file.conflicts),
            number(file.rework),
            file.hot ? 'hot' : '',
          ]),
      ),
      files.length > 25 ? element('p', {class: 'note'}, `${plural(files.length - 25, 'file')} more.`) : null,
    );
  }

  function calibration({goals}) {
    const parts = goals
      .filter((goal) => goal.report.roles.length > 0)
      .map((goal) => {
        const optional = (value, digits) => (value === undefined ? '–' : number(value, digits));
        return table(
          goals.length > 1 ? `How tasks were cut: ${goal.title}` : 'How tasks were cut',
          [
            ['Role'],
            ['Tasks', 'number'],
            ['Landed or done', 'number'],
            ['First try', 'number'],
            ['Split', 'number'],
            ['Too small', 'number'],
            ['Too large', 'number'],
            ['Minutes', 'number'],
            ['Files', 'number'],
            ['Lines', 'number'],
            ['By estimate', 'number'],
            ['Cost', 'number'],
          ],
          goal.report.roles.map((role) => [
            role.role + (role.difficulty ? `, ${role.difficulty}` : ''),
            number(role.tasks),
            number(role.landed),
            number(role.first_try),
            number(role.split),
            number(role.too_fine),
            `${role.too_coarse} of ${role.attempts}`,
            optional(role.minutes, 1),
            optional(role.files, 0),
            optional(role.lines, 0),
            optional(role.estimate, 2),
            role.cost_landed === undefined ? '–' : money(role.cost_landed),
          ]),
        );
      });
    if (parts.length === 0) return null;
    return element(
      'section',
      {'aria-labelledby': 'h-calibration'},
      element('h2', {id: 'h-calibration'}, 'Calibration'),
      parts,
      element(
        'p',
        {class: 'note'},
        "Minutes, files, lines and minutes by the planner's estimate are medians of tasks that landed or are done. Too large: attempts that ran out of time, turns, money or context.",
      ),
    );
  }

  return {agents, calibration, collisions, cost};
})();
