// Draws the charts from their data; the tables beside them say the same without this file.
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
const [ink, line] = dark ? ['#e4e9ef', '#36414e'] : ['#1d2733', '#d5dae1'];
const palette = ['#2f6fbf', '#c4741a', '#3a8f5d', '#8559b5', '#b5473f', '#4e9aa8', '#a08a1f', '#6b7785'];
const short = text => text.length > 14 ? text.slice(0, 13) + '…' : text;
const axis = { axisLabel: { color: ink }, axisLine: { lineStyle: { color: line } }, splitLine: { lineStyle: { color: line } } };

const forms = {
  Lines: ({ columns, rows }) => ({
    legend: { textStyle: { color: ink }, top: 0 },
    grid: { left: 8, right: 16, bottom: 8, top: 36, containLabel: true },
    xAxis: { type: 'category', data: rows.map(row => row.label), ...axis },
    yAxis: columns.some(column => column.includes('%')) ? [{ type: 'value', ...axis }, { type: 'value', ...axis, splitLine: { show: false } }] : { type: 'value', ...axis },
    series: columns.slice(1).map((name, i) => ({ name, type: 'line', symbolSize: 6, yAxisIndex: name.includes('%') ? 1 : 0, data: rows.map(row => row.values[i]) })),
  }),
  Bars: ({ columns, rows }) => ({
    grid: { left: 8, right: 48, bottom: 8, top: 8, containLabel: true },
    xAxis: { type: 'value', ...axis },
    yAxis: { type: 'category', inverse: true, data: rows.map(row => row.label), ...axis, axisLabel: { color: ink, formatter: short } },
    series: [{ name: columns[1], type: 'bar', data: rows.map(row => row.values[0]), label: { show: true, position: 'right', color: ink } }],
  }),
  Pie: ({ rows }) => ({
    legend: { textStyle: { color: ink }, bottom: 0 },
    series: [{ type: 'pie', radius: ['40%', '70%'], center: ['50%', '45%'], label: { color: ink, formatter: '{b} {d}%' }, data: rows.map(row => ({ name: row.label, value: row.values[0], row })) }],
  }),
  TreeMap: ({ rows }) => ({
    series: [{
      type: 'treemap', roam: false, nodeClick: false, breadcrumb: { show: false }, top: 0, bottom: 0, left: 0, right: 0,
      label: { color: '#fff' }, upperLabel: { show: true, height: 20, color: '#fff' },
      data: [...new Set(rows.map(row => row.second))].map(name => ({ name, children: rows.filter(row => row.second === name).map(row => ({ name: row.label, value: row.values[0], row })) })),
    }],
  }),
  Heat: ({ rows }) => {
    const [ys, xs] = [[...new Set(rows.map(row => row.label))], [...new Set(rows.map(row => row.second))].sort()];
    return {
      grid: { left: 8, right: 8, bottom: 48, top: 8, containLabel: true },
      xAxis: { type: 'category', data: xs, ...axis },
      yAxis: { type: 'category', data: ys, inverse: true, ...axis, axisLabel: { color: ink, formatter: short } },
      visualMap: { min: 0, max: Math.max(...rows.map(row => row.values[0])), orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 120, textStyle: { color: ink },
        inRange: { color: dark ? ['#1a2129', '#8ab6f0'] : ['#eef4fb', '#12417f'] } },
      series: [{ type: 'heatmap', data: rows.map(row => ({ name: row.label + ' ' + row.second, value: [xs.indexOf(row.second), ys.indexOf(row.label), row.values[0]], row })) }],
    };
  },
  Network: ({ rows }) => {
    const sizes = new Map();
    for (const row of rows) for (const name of [row.label, row.second]) sizes.set(name, (sizes.get(name) ?? 0) + row.values[0]);
    const most = Math.max(...sizes.values());
    return {
      series: [{
        type: 'graph', layout: 'force', roam: true, draggable: true, force: { repulsion: 120, edgeLength: 60, layoutAnimation: false },
        label: { show: true, position: 'right', color: ink, formatter: node => short(node.name) },
        data: [...sizes].map(([name, value]) => ({ name, value, symbolSize: 8 + 24 * Math.sqrt(value / most), label: { show: value > most / 6 } })),
        links: rows.map(row => ({ source: row.label, target: row.second, value: row.values[0], lineStyle: { width: 1 + Math.log2(row.values[0]), color: dark ? '#5b6b7d' : '#9fb0c3' } })),
      }],
    };
  },
};

const save = (href, name) => Object.assign(document.createElement('a'), { href, download: name }).click();
const asPng = (svg, width, height, name) => {
  const image = new Image();
  image.onload = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: width * 2, height: height * 2 });
    const context = canvas.getContext('2d');
    context.fillStyle = dark ? '#1a2129' : '#ffffff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    save(canvas.toDataURL('image/png'), name + '.png');
  };
  image.src = svg;
};

// A picture that stands alone carries its own colours.
const standalone = (svg, width, height) => {
  const copy = svg.cloneNode(true);
  const [from, to] = [svg.querySelectorAll('*'), copy.querySelectorAll('*')];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    to[i].setAttribute('fill', style.fill);
    to[i].setAttribute('stroke', style.stroke);
    to[i].setAttribute('font-family', 'sans-serif');
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  return 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(new XMLSerializer().serializeToString(copy));
};

const library = document.createElement('script');
library.src = '/lib/echarts/echarts.min.js';
library.onload = () => {
  for (const element of document.querySelectorAll('[data-chart]')) {
    const data = JSON.parse(element.dataset.chart);
    if (data.form === 'Bars') element.style.height = Math.max(160, data.rows.length * 26 + 40) + 'px';
    if (element.clientWidth === 0 || element.clientHeight === 0) continue;
    const chart = echarts.init(element, null, { renderer: 'svg' });
    chart.setOption({ animation: false, color: palette, textStyle: { fontFamily: 'inherit' },
      tooltip: { renderMode: 'richText', trigger: data.form === 'Lines' ? 'axis' : 'item' }, ...forms[data.form](data) });
    chart.on('click', event => { const row = event.data?.row ?? (event.componentType === 'series' ? data.rows[event.dataIndex] : null); if (row?.link) location.assign(row.link); });
    // A chart without size (a page on its way out) cannot be laid out.
    new ResizeObserver(() => {
      const [width, height] = [element.clientWidth, element.clientHeight];
      if (width > 0 && height > 0 && (width !== chart.getWidth() || height !== chart.getHeight())) chart.resize();
    }).observe(element);
    const card = element.closest('.chart-card');
    offer(card, kind => {
      const svg = chart.renderToSVGString ? 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(chart.renderToSVGString()) : chart.getDataURL({ type: 'svg' });
      if (kind === 'svg') save(svg, data.title + '.svg');
      else asPng(svg, chart.getWidth(), chart.getHeight(), data.title);
    });
    element.dataset.drawn = 'true';
  }
};
const offer = (card, act) => {
  for (const button of card?.querySelectorAll('[data-save]') ?? []) {
    button.hidden = false;
    button.addEventListener('click', () => act(button.dataset.save));
  }
};
for (const svg of document.querySelectorAll('svg[data-picture]')) {
  offer(svg.closest('.chart-card'), kind => {
    const { width, height } = svg.viewBox.baseVal;
    const address = standalone(svg, width, height);
    if (kind === 'svg') save(address, svg.ariaLabel + '.svg');
    else asPng(address, width, height, svg.ariaLabel);
  });
}
document.head.append(library);
