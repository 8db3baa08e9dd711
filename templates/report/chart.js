'use strict';

// Charts as inline SVG, each a figure with a title, a sentence that says what is seen, what the pointer is at, and
// the same numbers as a table.
const Chart = (() => {
  const {element} = Words;
  const left = 44,
    right = 12,
    top = 10,
    bottom = 26;
  const mostRows = 1000;
  const widest = 90; // pixels of a bar

  // Round numbers from 0 to at least `most`, at most six.
  function ticksTo(most) {
    if (most <= 0) return [0, 1];
    const raw = most / 4;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = Math.max(
      [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= raw),
      1,
    );
    const ticks = [];
    for (let value = 0; value < most + step; value += step) ticks.push(value);
    return ticks;
  }

  function axes(width, height, ticks, labels) {
    const most = ticks[ticks.length - 1];
    const y = (value) => height - bottom - ((height - top - bottom) * value) / most;
    const lines = ticks.map((tick) => [
      element('svg:line', {class: 'grid', x1: left, x2: width - right, y1: y(tick), y2: y(tick)}),
      element(
        'svg:text',
        {class: 'tick', x: left - 6, y: y(tick) + 4, 'text-anchor': 'end'},
        Words.number(tick),
      ),
    ]);
    const words = labels.map(({x, text, anchor}) =>
      element('svg:text', {class: 'tick', x, y: height - 7, 'text-anchor': anchor ?? 'middle'}, text),
    );
    return {y, parts: [...lines, ...words]};
  }

  // Labels of times at even distances that fit.
  function timeLabels(from, to, width, write) {
    const room = width - left - right;
    const count = Math.max(2, Math.min(7, Math.floor(room / 130) + 1));
    return Array.from({length: count}, (_, place) => {
      const share = place / (count - 1);
      const anchor = place === 0 ? 'start' : place === count - 1 ? 'end' : 'middle';
      return {x: left + share * room, text: write(from + share * (to - from)), anchor};
    });
  }

  // What is told of times in a span of this length.
  function timeWriter(span) {
    if (span < 2 * 86400e3)
      return (at) =>
        new Date(at)
          .toISOString()
          .slice(span < 600e3 ? 11 : 5, span < 600e3 ? 19 : 16)
          .replace('T', ' ');
    return (at) => Words.day(at);
  }

  const swatch = (place) =>
    element(
      'svg:svg',
      {class: 'swatch', width: 14, height: 14, 'aria-hidden': 'true'},
      element('svg:rect', {width: 14, height: 14, fill: `url(#series-${place})`}),
    );

  function legend(series) {
    return element(
      'ul',
      {class: 'legend'},
      series.map(({name, place, total}) =>
        element(
          'li',
          {},
          swatch(place),
          ' ',
          element('bdi', {}, name),
          total === undefined ? '' : ` (${Words.number(total)})`,
        ),
      ),
    );
  }

  // A drawing that is made when its place is nearly in view, and again when that gets another width. `draw(width)`
  // gives the parts and `at(x)`, the text for a pointer there.
  function drawing(height, label, draw, attributes = {}) {
    const picture = element('svg:svg', {role: 'img', 'aria-label': label, height, ...attributes});
    const readout = element('p', {class: 'readout', 'aria-hidden': 'true'});
    let at = () => '';
    let drawn = 0;
    const redraw = (width) => {
      if (width < 60 || Math.abs(width - drawn) < 2) return;
      drawn = width;
      picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
      const made = draw(width, height);
      at = made.at ?? at;
      picture.replaceChildren(...made.parts.flat(3));
    };
    picture.addEventListener('pointermove', (event) => {
      const box = picture.getBoundingClientRect();
      readout.textContent = Words.safe(at(((event.clientX - box.left) * drawn) / box.width));
    });
    picture.addEventListener('pointerleave', () => {
      readout.textContent = '';
    });
    const holder = element('div', {class: 'drawing'}, picture, readout);
    holder.addEventListener('draw', () => redraw(holder.clientWidth || 700));
    const sizes = new ResizeObserver(([entry]) => redraw(Math.round(entry.contentRect.width)));
    const views = new IntersectionObserver(
      ([entry]) => {
        if (!entry.isIntersecting) return;
        views.disconnect();
        sizes.observe(holder);
      },
      {rootMargin: '50%'},
    );
    views.observe(holder);
    return holder;
  }

  // The numbers of a chart.
  function numbers(caption, columns, rows) {
    return Words.unfolding('numbers', 'Numbers', () => {
      const all = rows();
      const more = all.length - mostRows;
      return [
        Words.table(caption, columns, all.slice(0, mostRows)),
        more > 0 ? element('p', {}, `${Words.plural(more, 'row')} more are not shown.`) : null,
      ];
    });
  }

  function figure(title, summary, ...content) {
    return element(
      'figure',
      {},
      element('figcaption', {}, element('h3', {}, title), element('p', {}, summary)),
      ...content,
    );
  }

  // Bars side by side, each of several series one above the other: {title, summary, heading, names, series, height}.
  // `names` are what the bars are called in the table, `labels` (optional, of the same length) below the bars.
  function bars({title, summary, heading, names, labels, series, height = 200, unit = 'tasks'}) {
    const totals = names.map((_, place) => series.reduce((sum, one) => sum + one.values[place], 0));
    const ticks = ticksTo(Math.max(...totals, 0));
    const paint = (width) => {
      const slot = (width - left - right) / names.length;
      const every = Math.max(1, Math.ceil(86 / slot));
      const shown = (labels ?? names)
        .map((text, place) => ({x: left + (place + 0.5) * slot, text, place}))
        .filter(
          (label) =>
            (label.place % every === 0 && label.x > left + 20 && label.x < width - right - 20) ||
            names.length < 3,
        );
      const {y, parts} = axes(width, height, ticks, shown);
      const base = names.map(() => 0);
      const gap = Math.max(Math.min(slot * 0.2, 6), slot - widest);
      for (const [place, one] of series.entries()) {
        let path = '';
        one.values.forEach((value, bar) => {
          if (value === 0) return;
          const low = y(base[bar]);
          base[bar] += value;
          path += `M${(left + bar * slot + gap / 2).toFixed(1)} ${low.toFixed(1)}V${y(base[bar]).toFixed(1)}h${(slot - gap).toFixed(1)}V${low.toFixed(1)}z`;
        });
        parts.push(element('svg:path', {d: path, fill: `url(#series-${one.place ?? place})`}));
      }
      const at = (x) => {
        const bar = Math.floor((x - left) / slot);
        if (bar < 0 || bar >= names.length) return '';
        const shares =
          series.length > 1
            ? series.filter((one) => one.values[bar] > 0).map((one) => `${one.name} ${one.values[bar]}`)
            : [];
        return `${names[bar]}: ${Words.number(totals[bar])} ${unit}${shares.length > 0 ? ` (${shares.join(', ')})` : ''}`;
      };
      return {parts, at};
    };
    const named = series.map((one, place) => ({
      ...one,
      place: one.place ?? place,
      total: one.values.reduce((a, b) => a + b, 0),
    }));
    return figure(
      title,
      summary,
      series.length > 1 ? legend(named) : null,
      drawing(height, `${title}. ${summary}`, paint),
      numbers(title, [[heading], ...series.map((one) => [one.name, 'number'])], () =>
        names.map((name, place) => [name, ...series.map((one) => Words.number(one.values[place]))]),
      ),
    );
  }

  // A value that changes in steps: {title, summary, lines: [{name, points}], to}.
  function steps({title, summary, lines, to, height = 180}) {
    const from = Math.min(...lines.filter((line) => line.points.length > 0).map((line) => line.points[0].at));
    const end = Math.max(to, from + 1);
    const ticks = ticksTo(Math.max(...lines.flatMap((line) => line.points.map((point) => point.value)), 1));
    const write = timeWriter(end - from);
    const valueAt = (points, at) => {
      let low = 0,
        high = points.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (points[middle].at <= at) low = middle + 1;
        else high = middle;
      }
      return low > 0 ? points[low - 1].value : 0;
    };
    const paint = (width) => {
      const room = width - left - right;
      const x = (at) => left + (room * (at - from)) / (end - from);
      const {y, parts} = axes(width, height, ticks, timeLabels(from, end, width, write));
      lines.forEach(({points}, place) => {
        // Of the points within a pixel only the highest is seen.
        const high = new Map();
        for (const {at, value} of points) {
          const column = Math.round(x(at));
          const known = high.get(column);
          high.set(column, {most: Math.max(known ? known.most : 0, value), last: value});
        }
        let path = '',
          value = 0;
        for (const [column, {most, last}] of high) {
          path += `${path ? 'H' : 'M'}${column}${path ? '' : ` ${y(0).toFixed(1)}`}V${y(most).toFixed(1)}${most === last ? '' : `V${y(last).toFixed(1)}`}`;
          value = last;
        }
        if (path === '') return;
        path += `H${x(end).toFixed(1)}`;
        if (place === 0) parts.push(element('svg:path', {class: 'under', d: `${path}V${y(0).toFixed(1)}z`}));
        parts.push(element('svg:path', {class: `line line-${place}`, d: path, 'data-last': value}));
      });
      const at = (pixel) => {
        const when = from + ((end - from) * (pixel - left)) / room;
        if (when < from || when > end) return '';
        return `${Words.time(when)}: ${lines.map((line) => `${valueAt(line.points, when)} ${line.name}`).join(', ')}`;
      };
      return {parts, at};
    };
    const all = () =>
      [...new Set(lines.flatMap((line) => line.points.map((point) => point.at)))].sort((a, b) => a - b);
    return figure(
      title,
      summary,
      lines.length > 1
        ? element(
            'ul',
            {class: 'legend'},
            lines.map(({name}, place) =>
              element(
                'li',
                {},
                element(
                  'svg:svg',
                  {class: 'swatch', width: 22, height: 14, 'aria-hidden': 'true'},
                  element('svg:line', {class: `line line-${place}`, x1: 0, x2: 22, y1: 7, y2: 7}),
                ),
                ' ',
                name,
              ),
            ),
          )
        : null,
      drawing(height, `${title}. ${summary}`, paint),
      numbers(title, [['Time (UTC)'], ...lines.map((line) => [line.name, 'number'])], () =>
        all().map((at) => [Words.time(at), ...lines.map((line) => valueAt(line.points, at))]),
      ),
    );
  }

  // One bar of shares, for counts that make up a whole: [{name, word, count}] by phase.
  function shares(counts) {
    const whole = counts.reduce((sum, one) => sum + one.count, 0);
    const picture = element('svg:svg', {
      class: 'shares',
      viewBox: '0 0 1000 24',
      preserveAspectRatio: 'none',
      height: 24,
      'aria-hidden': 'true',
    });
    let x = 0;
    for (const {name, count} of counts) {
      const width = (1000 * count) / Math.max(whole, 1);
      picture.append(
        element('svg:rect', {x, y: 0, width: Math.max(width - 2, 1), height: 24, class: `fill-${name}`}),
      );
      x += width;
    }
    return picture;
  }

  // Patterns that tell series apart without colours.
  function patterns() {
    const marks = [
      '',
      'M0 8L8 0',
      'M0 0L8 8',
      'M0 4H8',
      'M4 0V8',
      'M0 4H8M4 0V8',
      'M4 3.9V4.1',
      'M0 0L8 8M0 8L8 0',
    ];
    return element(
      'svg:svg',
      {class: 'hidden', 'aria-hidden': 'true'},
      element(
        'svg:defs',
        {},
        marks.map((path, place) =>
          element(
            'svg:pattern',
            {id: `series-${place}`, width: 8, height: 8, patternUnits: 'userSpaceOnUse'},
            element('svg:rect', {width: 8, height: 8, class: `series-${place}`}),
            path ? element('svg:path', {d: path, class: `hatch${place === 6 ? ' dots' : ''}`}) : null,
          ),
        ),
      ),
    );
  }

  return {
    bars,
    drawing,
    figure,
    legend,
    numbers,
    patterns,
    shares,
    steps,
    ticksTo,
    timeLabels,
    timeWriter,
    axes,
    left,
    right,
    top,
    bottom,
  };
})();
