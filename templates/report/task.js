'use strict';

// All that is known of one task.
const TaskView = (() => {
  const {element, facts, money, number, plural, table} = Words;
  const mostRelatives = 30;

  const link = (task) =>
    element(
      'a',
      {href: `#task/${task.id}`, class: 'task-link'},
      Words.phaseMark(task.phase),
      ' ',
      element('bdi', {}, task.title),
      element('span', {class: 'hidden'}, ` (${Words.phase(task.phase).word})`),
    );

  function relatives(heading, tasks, gone = []) {
    if (tasks.length + gone.length === 0) return null;
    const list = element('ul', {class: 'relatives'});
    const fill = (most) => {
      list.replaceChildren(
        ...tasks.slice(0, most).map((task) => element('li', {}, link(task))),
        ...gone.map((id) => element('li', {}, element('code', {}, id), ' (not in this page)')),
      );
      if (tasks.length > most)
        list.append(
          element(
            'li',
            {},
            element(
              'button',
              {type: 'button', onclick: () => fill(Infinity)},
              `Show all ${number(tasks.length)}`,
            ),
          ),
        );
    };
    fill(mostRelatives);
    return element(
      'section',
      {},
      element('h2', {}, `${heading}: ${number(tasks.length + gone.length)}`),
      list,
    );
  }

  function neighbours(task) {
    if (task.before.length + task.waiters.length + (task.gone ?? []).length === 0) return null;
    return element(
      'div',
      {class: 'pair'},
      relatives('Waits for', task.before, task.gone),
      relatives('Wait for it', task.waiters),
    );
  }

  function crumbs(task) {
    const above = [];
    for (let one = task.above; one; one = one.above) above.unshift(one);
    return element(
      'nav',
      {'aria-label': 'Where this task belongs', class: 'crumbs'},
      element(
        'ol',
        {},
        element(
          'li',
          {},
          element('a', {href: `#overview/${task.goal.id}`}, element('bdi', {}, task.goal.title)),
        ),
        above.map((one) =>
          element('li', {}, element('a', {href: `#task/${one.id}`}, element('bdi', {}, one.title))),
        ),
      ),
    );
  }

  const isAddress = (text) => typeof text === 'string' && text.startsWith('https://');

  function commit(task, data) {
    if (!task.commit) return undefined;
    const code = element('code', {}, task.commit);
    return [
      isAddress(data.commits)
        ? element('a', {href: data.commits + task.commit, rel: 'noreferrer'}, code)
        : code,
      element('code', {class: 'command'}, `git show ${task.commit}`),
    ];
  }

  const listOf = (lines) =>
    lines && lines.length > 0
      ? element(
          'ul',
          {},
          lines.map((line) => element('li', {class: 'said', dir: 'auto'}, line)),
        )
      : undefined;
  const codes = (lines) =>
    lines && lines.length > 0
      ? element(
          'ul',
          {},
          lines.map((line) => element('li', {}, element('code', {}, element('bdi', {}, line)))),
        )
      : undefined;

  function usage(one) {
    const tokens = [
      ['input', 'in'],
      ['cache_read', 'from the cache'],
      ['cache_write', 'to the cache'],
      ['output', 'out'],
    ]
      .filter(([name]) => one[name] !== undefined)
      .map(([name, word]) => `${Words.tokens(one[name])} ${word}`)
      .join(', ');
    return [
      ['Agent ran', one.seconds === undefined ? undefined : Words.duration(one.seconds)],
      ['Cost', one.cost === undefined ? undefined : money(one.cost)],
      ['Tokens', tokens || undefined],
      ['Turns', one.turns === undefined ? undefined : number(one.turns)],
    ];
  }

  function handoff(told) {
    if (!told) return null;
    const lists = [
      ['not_done', 'Not done'],
      ['concerns', 'Concerns'],
      ['deviations', 'Deviations'],
      ['findings', 'Findings'],
      ['suggestions', 'Suggestions'],
    ];
    return element(
      'div',
      {class: 'handoff'},
      element('h4', {}, 'Handoff'),
      told.summary ? element('div', {class: 'said', dir: 'auto'}, told.summary) : null,
      lists
        .filter(([name]) => told[name])
        .map(([name, word]) => [element('h5', {}, word), listOf(told[name])]),
    );
  }

  function receipts(attempt, goal) {
    const all = (attempt.receipts ?? []).map((place) => goal.receipts[place]).filter((receipt) => receipt);
    if (all.length === 0) return null;
    const result = (receipt) =>
      receipt.result.replaceAll('_', ' ') + (receipt.result === 'pass' && receipt.runs > 1 ? ' (flaky)' : '');
    return [
      table(
        'Receipts',
        [
          ['Check'],
          ['Result'],
          ['Where'],
          ['Exit', 'number'],
          ['Seconds', 'number'],
          ['Runs', 'number'],
          ['Tree'],
        ],
        all.map((receipt) => [
          element('code', {}, element('bdi', {}, receipt.command)),
          element('span', {class: `result-${receipt.result}`}, result(receipt)),
          receipt.where ?? 'gate',
          receipt.exit === undefined ? '' : `${receipt.exit}`,
          number(receipt.seconds ?? 0, 1),
          `${receipt.runs ?? 1}`,
          element('code', {}, receipt.tree ?? ''),
        ]),
      ),
      (attempt.logs ?? []).map((log) =>
        element(
          'details',
          {},
          element(
            'summary',
            {},
            'What it printed: ',
            element('code', {}, goal.receipts[log.receipt]?.command ?? ''),
          ),
          element('pre', {tabindex: '0'}, log.log),
        ),
      ),
    ];
  }

  function reviews(attempt) {
    return (attempt.reviews ?? []).map((review) =>
      element(
        'div',
        {class: 'review'},
        element('h4', {}, `Review: ${review.lens}, ${review.verdict.replaceAll('_', ' ')}`),
        review.agent ? element('p', {class: 'note'}, `by ${review.agent}`) : null,
        review.reason ? element('p', {class: 'said', dir: 'auto'}, review.reason) : null,
        listOf(review.reasons),
      ),
    );
  }

  function ending(attempt, task, isLast) {
    if (isLast && (task.phase === 'landed' || task.phase === 'done')) return task.phase;
    if (attempt.outcome) return Words.outcomeWords(attempt.outcome);
    if (isLast && task.phase === 'ready') return 'at the gate';
    return isLast && task.phase === 'claimed' ? 'running' : 'done';
  }

  function attemptView(attempt, place, task) {
    const isLast = place === task.attempts.length - 1;
    const worked = attempt.worked && attempt.started ? (attempt.worked - attempt.started) / 1000 : undefined;
    const gate =
      attempt.judged !== undefined && task.kind === 'work'
        ? (attempt.judged - attempt.submitted) / 1000
        : undefined;
    return element(
      'article',
      {class: 'attempt', 'aria-labelledby': `attempt-${place}`},
      element(
        'h3',
        {id: `attempt-${place}`},
        `Attempt ${place + 1}`,
        attempt.agent ? [' by ', element('bdi', {}, attempt.agent)] : '',
        `: ${ending(attempt, task, isLast)}`,
      ),
      attempt.reason ? element('p', {class: 'said', dir: 'auto'}, attempt.reason) : null,
      attempt.answer ? element('p', {class: 'said', dir: 'auto'}, `Answered: ${attempt.answer}`) : null,
      facts([
        ['Started', attempt.started ? Words.timeElement(attempt.started) : undefined],
        ['Took', worked === undefined ? undefined : Words.duration(worked)],
        ['Waited at the gate', gate === undefined ? undefined : Words.duration(gate)],
        ['By', attempt.by ? element('bdi', {}, attempt.by) : undefined],
        ['Model', attempt.model ? element('bdi', {}, attempt.model) : undefined],
        ['Version', attempt.version],
        ['Prompt', attempt.prompt ? element('code', {}, attempt.prompt) : undefined],
        ['Work', attempt.commit ? element('code', {}, attempt.commit) : undefined],
        [
          'Change',
          attempt.lines === undefined && attempt.files === undefined
            ? undefined
            : `${plural(attempt.files ?? 0, 'file')}, ${plural(attempt.lines ?? 0, 'line')}`,
        ],
        ...usage(attempt),
        ['Conflicts in', codes(attempt.paths)],
      ]),
      handoff(attempt.handoff),
      receipts(attempt, task.goal),
      reviews(attempt),
    );
  }

  // What stands with an event: who, and why.
  function history(task) {
    let attempt = 0;
    const said = new Map((task.said ?? []).map((one) => [one.n, one]));
    const rows = [...task.log].map((letter, place) => {
      if (letter === 'c') ++attempt;
      const words = said.get(place);
      const name =
        Data.eventWord(task, letter) + ('cwqsfjl'.includes(letter) && attempt > 0 ? ` (attempt ${attempt})` : '');
      return [
        Words.time(task.times[place]),
        name,
        words && words.by ? element('bdi', {}, words.by) : '',
        element('span', {class: 'said', dir: 'auto'}, words && words.reason ? words.reason : ''),
      ];
    });
    return element(
      'section',
      {},
      element('h2', {}, 'History'),
      table('Events of the task', [['Time (UTC)'], ['Event'], ['By'], ['Reason']], rows),
    );
  }

  function specView(task) {
    const parts = [
      task.body ? element('div', {class: 'said', dir: 'auto'}, task.body) : null,
      facts([
        ['Accepted when', listOf(task.accept)],
        ['Scope', codes(task.scope)],
        ['Checks', codes(task.checks)],
        ['Takes apart', codes(task.splits)],
        ['Path', task.path ? element('code', {}, task.path) : undefined],
      ]),
    ];
    return element(
      'section',
      {},
      element('h2', {}, 'What is to be done'),
      parts,
      task.cut
        ? element(
            'p',
            {class: 'note', role: 'note'},
            'Texts of this task were left out to keep the page small: ',
            element('code', {class: 'command'}, `git reeve task show ${task.id}`),
          )
        : null,
    );
  }

  function notFound(id) {
    return [
      element('h1', {tabindex: '-1'}, 'No such task'),
      element(
        'p',
        {},
        'This page has no task ',
        element('code', {}, id),
        '. ',
        element('a', {href: '#tasks'}, 'All tasks'),
      ),
    ];
  }

  function view(task, data) {
    return [
      crumbs(task),
      element('h1', {tabindex: '-1', dir: 'auto'}, task.title),
      element(
        'p',
        {class: 'under-title'},
        Words.phasePill(task.phase),
        ' ',
        task.kind === 'work' ? '' : [element('span', {class: 'kind'}, task.kind), ' '],
        element('code', {}, task.id),
        ' since ',
        Words.timeElement(task.since),
      ),
      task.reason && task.phase !== 'landed' && task.phase !== 'done'
        ? element('p', {class: task.phase === 'held' ? 'alarm said' : 'said', dir: 'auto'}, task.reason)
        : null,
      facts([
        ['Commit', commit(task, data)],
        ['Planned', Words.timeElement(task.planned)],
        ['Attempts', number(task.attempts.length)],
        ['Cost', task.cost === undefined ? undefined : money(task.cost)],
        ['Tokens', task.tokens > 0 ? Words.tokens(task.tokens) : undefined],
        ['Agents ran', task.seconds > 0 ? Words.duration(task.seconds) : undefined],
        ['Difficulty', task.difficulty],
        ['Priority', task.priority === undefined ? undefined : `${task.priority}`],
        ['Estimated', task.minutes ? plural(task.minutes, 'minute') : undefined],
        ['Cycle', task.cycle ? `${task.cycle}` : undefined],
        ['Pushed as', task.pushed_as],
        [
          'Below it',
          task.below.tasks > 0
            ? `${number(task.below.done)} of ${plural(task.below.tasks, 'task')} done`
            : undefined,
        ],
      ]),
      specView(task),
      neighbours(task),
      relatives(
        'Replaced by',
        (task.replaced_by ?? []).map((id) => data.tasks.get(id)).filter((one) => one),
        (task.replaced_by ?? []).filter((id) => !data.tasks.has(id)),
      ),
      relatives('Came of it', task.children),
      task.attempts.length > 0
        ? element(
            'section',
            {},
            element('h2', {}, 'Attempts'),
            task.attempts.map((attempt, place) => attemptView(attempt, place, task)).reverse(),
          )
        : null,
      history(task),
    ];
  }

  return {link, notFound, view};
})();
