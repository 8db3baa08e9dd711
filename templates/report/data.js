'use strict';

// The data of the page: unpacked, with tasks that know their relatives and when they were in which phase.
const Data = (() => {
  const afterLetter = {
    p: 'waiting',
    d: 'open',
    c: 'claimed',
    q: 'held',
    a: 'open',
    s: 'ready',
    f: 'failed',
    j: 'failed',
    r: 'open',
    h: 'held',
    e: 'waiting',
    x: 'cancelled',
    v: 'failed',
  };
  const eventWords = {
    p: 'planned',
    d: 'dispatched',
    c: 'claimed',
    w: 'progressed',
    q: 'asked',
    a: 'answered',
    s: 'submitted',
    f: 'failed',
    j: 'rejected',
    r: 'retried',
    h: 'held',
    e: 'released',
    x: 'cancelled',
    v: 'reverted',
    i: 'reviewed',
  };

  async function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    return JSON.parse(await new Response(stream).text());
  }

  // The times of the task's events, in milliseconds; a clock that was behind does not make time go back.
  function timesOf(task, opened) {
    let at = opened;
    let latest = -Infinity;
    return task.at.map((step) => {
      at += step * 100;
      latest = Math.max(latest, at);
      return latest;
    });
  }

  // Only work lands; a plan or a judgement that has ended well is done.
  const endOf = (task) => (task.kind === 'work' ? 'landed' : 'done');
  const isOver = (task) => ['landed', 'done', 'cancelled'].includes(task.phase);

  function addTimes(task, opened) {
    task.times = timesOf(task, opened);
    task.stays = []; // {phase, from}, in the order of time
    let attempt = -1;
    for (let place = 0; place < task.log.length; ++place) {
      const letter = task.log[place];
      const at = task.times[place];
      if (letter === 'c') ++attempt;
      const current = task.attempts[attempt];
      if (letter === 'c' && current) current.started = at;
      if (current && current.started !== undefined && 'sfq'.includes(letter) && !current.worked)
        current.worked = at;
      if (letter === 's' && current) current.submitted = at;
      if ('jl'.includes(letter) && current && current.submitted !== undefined) current.judged = at;
      const phase = letter === 'l' ? endOf(task) : afterLetter[letter];
      const last = task.stays[task.stays.length - 1];
      if (phase && !(last && last.phase === phase)) task.stays.push({phase, from: at});
    }
    task.planned = task.times.length > 0 ? task.times[0] : opened;
    task.since = task.stays.length > 0 ? task.stays[task.stays.length - 1].from : task.planned;
    task.landedAt = task.commit ? (task.times[task.log.lastIndexOf('l')] ?? task.since) : undefined;
  }

  function addSums(task) {
    const known = task.attempts.filter((attempt) => attempt.cost !== undefined);
    const sum = (name) => task.attempts.reduce((total, attempt) => total + (attempt[name] ?? 0), 0);
    task.cost = known.length > 0 ? sum('cost') : undefined;
    task.seconds = sum('seconds');
    task.tokens = sum('input') + sum('cache_read') + sum('cache_write') + sum('output');
    const last = task.attempts[task.attempts.length - 1];
    task.worker = last ? (last.agent ?? '') : (task.agent ?? '');
    task.role = task.kind === 'plan' ? 'planner' : task.kind === 'judge' ? 'judge' : 'worker';
    task.words = `${task.id} ${task.title} ${task.path ?? ''} ${task.reason ?? ''}`.toLowerCase();
  }

  function relate(goal) {
    for (const task of goal.tasks) {
      task.children = [];
      task.waiters = [];
    }
    for (const task of goal.tasks) {
      task.above = task.parent === undefined ? undefined : goal.tasks[task.parent];
      task.before = (task.after ?? []).map((place) => goal.tasks[place]);
      for (const other of task.before) other.waiters.push(task);
    }
    for (const task of goal.tasks) {
      if (closesRing(task)) task.above = undefined;
      if (task.above) task.above.children.push(task);
    }
    goal.roots = goal.tasks.filter((task) => !task.above);
  }

  // An altered log may make a task its own ancestor.
  function closesRing(task) {
    const seen = new Set([task]);
    for (let above = task.above; above; above = above.above) {
      if (seen.has(above)) return true;
      seen.add(above);
    }
    return false;
  }

  // Of each planner: how many tasks came of it, and how many of them are done.
  function countBelow(goal) {
    for (const task of goal.tasks) task.below = {tasks: 0, done: 0};
    for (const task of goal.tasks) {
      const done = isOver(task);
      for (let above = task.above; above; above = above.above) {
        ++above.below.tasks;
        if (done) ++above.below.done;
      }
    }
  }

  function prepare(data) {
    data.written = Date.parse(data.written);
    data.tasks = new Map();
    for (const goal of data.goals) {
      goal.opened = Date.parse(goal.opened);
      goal.index = data.tasks;
      for (const task of goal.tasks) {
        task.goal = goal;
        task.kind ??= 'work';
        if (task.phase === 'landed') task.phase = endOf(task);
        task.attempts ??= [];
        addTimes(task, goal.opened);
        addSums(task);
        data.tasks.set(task.id, task);
      }
      relate(goal);
      countBelow(goal);
    }
    return data;
  }

  // Whether it is meant by these words, in lower case: all of them are in its texts, or begin its commit's id.
  const isMeant = (task, words) =>
    words.every(
      (word) =>
        task.words.includes(word) ||
        (word.length >= 7 &&
          task.commit !== undefined &&
          (task.commit.startsWith(word) || word.startsWith(task.commit))),
    );

  // The phase in which a task was at this time; undefined before it was planned.
  function phaseAt(task, at) {
    let phase;
    for (const stay of task.stays) {
      if (stay.from > at) break;
      phase = stay.phase;
    }
    return phase;
  }

  async function read(text) {
    const packed = JSON.parse(text);
    if (packed.format !== 'reeve report' || packed.v !== 1) throw new Error('the data is of another version');
    return prepare(await unpack(packed.deflated));
  }

  // What an event of this task is called.
  const eventWord = (task, letter) => (letter === 'l' ? endOf(task) : eventWords[letter]);

  return {eventWord, isMeant, isOver, phaseAt, read};
})();
