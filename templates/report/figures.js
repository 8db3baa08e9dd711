'use strict';

// What the figures are made of: sums over tasks. Nothing here touches the page.
const Figures = (() => {
  const minute = 60e3,
    hour = 60 * minute,
    day = 24 * hour;
  const units = {
    minute: {length: minute, begin: (at) => Math.floor(at / minute) * minute},
    hour: {length: hour, begin: (at) => Math.floor(at / hour) * hour},
    day: {length: day, begin: (at) => Math.floor(at / day) * day},
    // Weeks begin on Monday; 1970 began on a Thursday.
    week: {length: 7 * day, begin: (at) => Math.floor((at + 3 * day) / (7 * day)) * 7 * day - 3 * day},
  };
  const mostBuckets = 400;

  const landings = (tasks) =>
    tasks.filter((task) => task.landedAt !== undefined).sort((a, b) => a.landedAt - b.landedAt);

  // From the first landing to the last: the units that give neither one bar nor a thousand.
  function unitsFor(landed) {
    if (landed.length === 0) return [];
    const span = landed[landed.length - 1].landedAt - landed[0].landedAt;
    return Object.keys(units).filter((name) => {
      return span / units[name].length <= mostBuckets && (name !== 'minute' || span < 6 * hour);
    });
  }

  // How many bars that gives.
  function bucketsOf(landed, unit) {
    const {length, begin} = units[unit];
    return Math.round((begin(landed[landed.length - 1].landedAt) - begin(landed[0].landedAt)) / length) + 1;
  }

  // Landings by bucket of time and by what `split` says of each: {starts, series: [{name, values}]}, the largest
  // series first; those beyond the sixth are one.
  function throughput(landed, unit, split) {
    const {length, begin} = units[unit];
    const first = begin(landed[0].landedAt);
    const count = bucketsOf(landed, unit);
    const starts = Array.from({length: count}, (_, place) => first + place * length);
    const totals = new Map();
    for (const task of landed) totals.set(split(task), (totals.get(split(task)) ?? 0) + 1);
    const names = [...totals.keys()].sort((a, b) => totals.get(b) - totals.get(a));
    const kept = names.length > 7 ? names.slice(0, 6) : names;
    const series = [...kept, ...(names.length > 7 ? ['others'] : [])].map((name) => ({
      name,
      values: Array(count).fill(0),
    }));
    for (const task of landed) {
      const place = kept.indexOf(split(task));
      const bucket = Math.round((begin(task.landedAt) - first) / length);
      ++series[place < 0 ? series.length - 1 : place].values[bucket];
    }
    return {starts, series};
  }

  // [{at, value}]: how many tasks were in a phase, a point for each change.
  function concurrency(tasks, phase) {
    // A number for each change, as numbers are sorted fast: leaving a phase (even) comes before entering one.
    const changes = [];
    for (const task of tasks) {
      task.stays.forEach((stay, place) => {
        if (stay.phase !== phase) return;
        changes.push(2 * stay.from + 1);
        if (task.stays[place + 1]) changes.push(2 * task.stays[place + 1].from);
      });
    }
    const sorted = Float64Array.from(changes).sort();
    const points = [];
    let value = 0;
    for (const change of sorted) {
      const at = Math.floor(change / 2);
      value += change % 2 === 1 ? 1 : -1;
      const last = points[points.length - 1];
      if (last && last.at === at) last.value = value;
      else points.push({at, value});
    }
    return points;
  }

  // The mean over time of such points, until `end`.
  function meanOf(points, end) {
    if (points.length === 0 || end <= points[0].at) return 0;
    let sum = 0;
    points.forEach((point, place) => {
      sum += point.value * ((points[place + 1] ? points[place + 1].at : end) - point.at);
    });
    return sum / (end - points[0].at);
  }

  function quantile(sorted, share) {
    return sorted.length === 0
      ? undefined
      : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  // Seconds from submission to the gate's answer, of candidates of work, sorted.
  function gateWaits(tasks) {
    const waits = [];
    for (const task of tasks) {
      if (task.kind !== 'work') continue;
      for (const attempt of task.attempts) {
        if (attempt.judged !== undefined) waits.push((attempt.judged - attempt.submitted) / 1000);
      }
    }
    return waits.sort((a, b) => a - b);
  }

  // How many landings were of a tree that so many tasks landed with: [{size, batches}]. Tasks that landed
  // together have a receipt of the same tree; where no check ran they landed at the same moment.
  function batches(landed) {
    const groups = new Map();
    for (const task of landed) {
      const last = task.attempts[task.attempts.length - 1];
      const trees = ((last && last.receipts) ?? [])
        .map((place) => task.goal.receipts[place])
        .filter((receipt) => receipt && !receipt.where && receipt.tree)
        .map((receipt) => receipt.tree);
      const key = `${task.goal.id} ${trees.length > 0 ? trees[trees.length - 1] : task.landedAt}`;
      groups.set(key, (groups.get(key) ?? 0) + 1);
    }
    const sizes = new Map();
    for (const size of groups.values()) sizes.set(size, (sizes.get(size) ?? 0) + 1);
    return [...sizes].map(([size, count]) => ({size, batches: count})).sort((a, b) => a.size - b.size);
  }

  // Counts in classes whose bounds grow: [{upTo, count}].
  function histogram(sorted, bounds) {
    const counts = bounds.map((upTo) => ({upTo, count: 0}));
    for (const value of sorted) ++counts.find((one) => value <= one.upTo).count;
    while (counts.length > 1 && counts[counts.length - 1].count === 0) counts.pop();
    return counts;
  }

  // The so many of `tasks` with the largest `value`, the largest first.
  function largest(tasks, most, value) {
    const found = [];
    for (const task of tasks) {
      const is = value(task) ?? 0;
      if (is <= 0 || (found.length === most && is <= value(found[most - 1]))) continue;
      let place = found.length;
      while (place > 0 && value(found[place - 1]) < is) --place;
      found.splice(place, 0, task);
      if (found.length > most) found.pop();
    }
    return found;
  }

  function phaseCounts(tasks) {
    const counts = new Map();
    for (const task of tasks) counts.set(task.phase, (counts.get(task.phase) ?? 0) + 1);
    return counts;
  }

  // Of each agent: {agent, attempts, done, failed, known (costs), cost, seconds}, most attempts first.
  function byAgent(tasks) {
    const agents = new Map();
    for (const task of tasks) {
      task.attempts.forEach((attempt, place) => {
        const name = attempt.agent ?? 'no agent';
        const sums = agents.get(name) ?? {
          agent: name,
          attempts: 0,
          done: 0,
          failed: 0,
          known: 0,
          cost: 0,
          seconds: 0,
        };
        agents.set(name, sums);
        ++sums.attempts;
        const isLast = place === task.attempts.length - 1;
        if (isLast && (task.phase === 'landed' || task.phase === 'done')) ++sums.done;
        else if (attempt.outcome && attempt.outcome !== 'done' && attempt.outcome !== 'needs_input')
          ++sums.failed;
        if (attempt.cost !== undefined) ++sums.known;
        sums.cost += attempt.cost ?? 0;
        sums.seconds += attempt.seconds ?? 0;
      });
    }
    return [...agents.values()].sort((a, b) => b.attempts - a.attempts);
  }

  // The counts of every phase at so many moments from `from` to `to`: {times, counts: Map phase → values}.
  function phasesOverTime(tasks, from, to, moments) {
    const step = (to - from) / Math.max(moments - 1, 1);
    const times = Array.from({length: moments}, (_, place) => from + place * step);
    const counts = new Map(Words.phases.map((phase) => [phase.name, new Float64Array(moments)]));
    const placeOf = (at) => (step > 0 ? Math.max(0, Math.ceil((at - from) / step - 1e-9)) : 0);
    const add = (phase, place, change) => {
      if (place < moments) counts.get(phase)[place] += change;
    };
    for (const task of tasks) {
      task.stays.forEach((stay, place) => {
        add(stay.phase, placeOf(stay.from), 1);
        if (task.stays[place + 1]) add(stay.phase, placeOf(task.stays[place + 1].from), -1);
      });
    }
    for (const values of counts.values()) {
      for (let place = 1; place < moments; ++place) values[place] += values[place - 1];
    }
    return {times, counts};
  }

  return {
    batches,
    bucketsOf,
    byAgent,
    concurrency,
    gateWaits,
    histogram,
    landings,
    largest,
    meanOf,
    phaseCounts,
    phasesOverTime,
    quantile,
    throughput,
    unitsFor,
  };
})();
