// The record page: keys to the next and the previous hit, the section in view, and a close look at the pictures. Without this file links and pictures are plain ones.
const step = { ArrowRight: 'next', j: 'next', ArrowLeft: 'previous', k: 'previous' };
const isOff = () => { try { return localStorage.getItem('keys') === 'no'; } catch { return false; } };
addEventListener('keydown', event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || document.querySelector('dialog[open]')) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest('input, select, textarea, [contenteditable]')) return;
  // Arrows belong to what can be moved sideways.
  if (event.key.startsWith('Arrow') && target.closest('[tabindex="0"]')) return;
  // Who turned the keys of one letter off beside the results has them off here.
  if (event.key.length === 1 && isOff()) return;
  const link = step[event.key] && document.querySelector(`.record-way [data-key="${step[event.key]}"]`);
  if (link) { event.preventDefault(); link.click(); }
});

// The tab of the section that stands at the top.
const tabs = [...document.querySelectorAll('.record-tabs a[href^="#"]')].map(tab => ({ tab, section: document.getElementById(tab.hash.slice(1)) })).filter(one => one.section);
if (tabs.length) {
  let waiting = false;
  const show = () => {
    waiting = false;
    const line = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) + 24 || 80;
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2 && scrollY > 0;
    const order = tabs.map(one => ({ ...one, top: one.section.getBoundingClientRect().top }));
    const passed = order.filter(one => one.top <= line);
    const now = atEnd ? order.at(-1) : passed.reduce((last, one) => one.top >= last.top ? one : last, passed[0] ?? order[0]);
    for (const one of tabs) {
      if (one.tab === now.tab) one.tab.setAttribute('aria-current', 'true');
      else one.tab.removeAttribute('aria-current');
    }
  };
  addEventListener('scroll', () => { if (!waiting) { waiting = true; requestAnimationFrame(show); } }, { passive: true });
  show();
}

const viewer = document.getElementById('viewer');
if (viewer?.showModal) {
  const figures = [...document.querySelectorAll('.pictures [data-figure]')];
  const stage = viewer.querySelector('.viewer-stage'), frame = stage.firstElementChild, image = frame.firstElementChild, name = viewer.querySelector('.viewer-name');
  const button = act => viewer.querySelector(`[data-do="${act}"]`);
  let at = 0, zoom = 1, turn = 0;

  // The frame has the size that the turned picture takes, so that the stage scrolls over all of it.
  const draw = () => {
    if (!image.naturalWidth) return;
    const lying = turn % 180 !== 0;
    const [width, height] = lying ? [image.naturalHeight, image.naturalWidth] : [image.naturalWidth, image.naturalHeight];
    const scale = Math.min((stage.clientWidth - 24) / width, (stage.clientHeight - 24) / height) * zoom;
    image.style.width = image.naturalWidth * scale + 'px';
    image.style.height = image.naturalHeight * scale + 'px';
    image.style.transform = `translate(-50%, -50%) rotate(${turn}deg)`;
    frame.style.width = width * scale + 'px';
    frame.style.height = height * scale + 'px';
    viewer.dataset.zoom = zoom.toFixed(2);
    viewer.dataset.turn = String(((turn % 360) + 360) % 360);
  };
  const show = to => {
    at = to;
    [zoom, turn] = [1, 0];
    image.src = figures[at].href;
    image.alt = figures[at].dataset.name;
    name.textContent = `${figures[at].dataset.name} (${at + 1} / ${figures.length})`;
    button('previous').disabled = at === 0;
    button('next').disabled = at === figures.length - 1;
    draw();
  };
  const acts = {
    previous: () => at > 0 && show(at - 1),
    next: () => at < figures.length - 1 && show(at + 1),
    in: () => { zoom = Math.min(8, zoom * 1.25); draw(); },
    out: () => { zoom = Math.max(0.25, zoom / 1.25); draw(); },
    fit: () => { [zoom, turn] = [1, 0]; draw(); },
    left: () => { turn -= 90; draw(); },
    right: () => { turn += 90; draw(); },
    full: () => document.fullscreenElement ? document.exitFullscreen() : viewer.requestFullscreen?.().catch(() => {}),
    close: () => viewer.close(),
  };
  const keys = { ArrowLeft: 'previous', ArrowRight: 'next', '+': 'in', '=': 'in', '-': 'out', 0: 'fit', l: 'left', r: 'right', f: 'full' };
  image.addEventListener('load', draw);
  addEventListener('resize', draw);
  viewer.addEventListener('click', event => { const act = event.target.closest('[data-do]'); if (act) acts[act.dataset.do](); });
  viewer.addEventListener('keydown', event => {
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    // In a picture larger than the stage the arrows move it.
    if (event.key.startsWith('Arrow') && event.target === stage && stage.scrollWidth > stage.clientWidth + 1) return;
    event.preventDefault();
    acts[act]();
  });
  viewer.addEventListener('wheel', event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    acts[event.deltaY < 0 ? 'in' : 'out']();
  }, { passive: false });
  let back = null;
  viewer.addEventListener('close', () => { if (document.fullscreenElement) document.exitFullscreen(); back?.focus(); });
  for (const link of document.querySelectorAll('[data-figure]')) {
    link.addEventListener('click', event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      back = link;
      viewer.showModal();
      show(Number(link.dataset.figure));
      stage.focus();
    });
  }
}

// What else there is to the record comes when the page stands, at the end of it; what cannot be had is not shown.
for (const part of document.querySelectorAll('[data-part]')) {
  const fill = async () => {
    try {
      const answer = await fetch(part.dataset.part);
      const rows = answer.status === 200 ? new DOMParser().parseFromString(await answer.text(), 'text/html').body.children : [];
      if (!rows.length) return;
      part.querySelector('div').replaceChildren(...rows);
      part.hidden = false;
    } catch { }
  };
  const later = () => { if ('requestIdleCallback' in window) requestIdleCallback(fill, { timeout: 3000 }); else setTimeout(fill, 300); };
  if (document.readyState === 'complete') later();
  else addEventListener('load', later, { once: true });
}
