// The result list: orders and views act at once, all of a page can be ticked, j and k go from hit to hit, and wide screens have a reading pane.
// Without this file every one of these is a button or a link.
for (const form of document.querySelectorAll('form[data-at-once]')) {
  // Who goes through the choices by keyboard is not carried off by each of them: the button stays for that.
  let pointed = false;
  form.addEventListener('pointerdown', () => { pointed = true; });
  form.addEventListener('keydown', () => { pointed = false; });
  form.addEventListener('change', event => { if (pointed && event.target.name !== 'columns') form.requestSubmit(); });
}

// A question too long for an address goes as a form.
document.getElementById('box')?.addEventListener('submit', event => {
  const form = event.currentTarget;
  if (form.elements.q.value.length > 3000) form.method = 'post';
});

const results = document.querySelector('.results'), picked = document.getElementById('picked');
if (results && picked) {
  const text = results.dataset, ticks = [...picked.querySelectorAll('input.tick')], hits = [...picked.querySelectorAll('.hit')];
  const bar = picked.querySelector('.picked-bar'), count = picked.querySelector('.picked-count'), plain = count.textContent;
  const all = document.createElement('input');
  const tell = () => {
    const many = ticks.filter(tick => tick.checked).length;
    count.textContent = many ? text.picked.replace('#', many) : plain;
    bar.classList.toggle('has-picked', many > 0);
    all.checked = many === ticks.length;
    all.indeterminate = many > 0 && many < ticks.length;
    // Ticked records go alone; without any the whole result goes.
    for (const field of picked.querySelectorAll('input[type=hidden]')) field.disabled = many > 0;
  };
  all.type = 'checkbox';
  const label = document.createElement('label');
  label.className = 'small-text pick-all';
  label.append(all, ' ' + text.all);
  picked.prepend(label);
  all.addEventListener('change', () => { for (const tick of ticks) tick.checked = all.checked; tell(); });
  picked.addEventListener('change', tell);
  addEventListener('pageshow', tell);

  let at = -1, pane = null, asked = 0, shown = '';
  const wide = matchMedia('(min-width: 1200px)');
  const kept = name => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, on) => { try { localStorage.setItem(name, on ? 'yes' : 'no'); } catch { } };
  const fill = async () => {
    const link = hits[at]?.querySelector('.hit-link');
    if (!pane || pane.hidden || !link || shown === link.href) return;
    const mine = ++asked, address = new URL(link.href);
    address.searchParams.set('pane', '1');
    shown = link.href;
    pane.ariaBusy = 'true';
    try {
      const answer = await fetch(address);
      if (mine !== asked) return;
      if (!answer.ok) throw new Error(answer.status);
      pane.innerHTML = new DOMParser().parseFromString(await answer.text(), 'text/html').body.innerHTML;
    } catch {
      if (mine === asked) { pane.textContent = text.failed; shown = ''; }
    } finally { if (mine === asked) { pane.ariaBusy = 'false'; pane.scrollTop = 0; } }
  };
  const go = to => {
    if (to < 0 || to >= hits.length) return;
    hits[at]?.classList.remove('present');
    at = to;
    hits[at].classList.add('present');
    hits[at].querySelector('.hit-link').focus({ preventScroll: true });
    hits[at].scrollIntoView({ block: 'nearest' });
    fill();
  };
  if (hits.length) {
    pane = document.createElement('aside');
    pane.className = 'pane';
    pane.ariaLabel = text.pane;
    pane.tabIndex = 0;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn-outline-secondary btn-sm pane-button';
    button.textContent = text.pane;
    const open = on => {
      pane.hidden = !on || !wide.matches;
      results.classList.toggle('with-pane', !pane.hidden);
      button.ariaPressed = String(on);
      button.hidden = !wide.matches;
      if (!pane.hidden) { if (at < 0) { at = 0; hits[0].classList.add('present'); } fill(); }
    };
    button.addEventListener('click', () => { keep('pane', button.ariaPressed !== 'true'); open(button.ariaPressed !== 'true'); });
    wide.addEventListener('change', () => open(kept('pane') === 'yes'));
    label.after(button);

    // Keys of one letter can be turned off, and stay so: who speaks to the machine or trembles presses them unawares. The record page heeds it too.
    const keys = document.createElement('span'), help = document.createElement('span'), turn = document.createElement('button');
    keys.className = 'small-text keys';
    help.className = 'soft';
    help.role = 'status';
    turn.type = 'button';
    turn.className = 'btn btn-outline-secondary btn-sm';
    turn.textContent = text.turn;
    const heed = on => { turn.ariaPressed = String(on); help.textContent = on ? text.keys : text.off; };
    turn.addEventListener('click', () => { keep('keys', turn.ariaPressed !== 'true'); heed(turn.ariaPressed !== 'true'); });
    keys.append(turn, ' ', help);
    button.after(keys);
    heed(kept('keys') !== 'no');
    results.append(pane);
    open(kept('pane') === 'yes');
    picked.addEventListener('focusin', event => {
      const hit = event.target.closest('.hit');
      if (hit && hits.indexOf(hit) !== at) { hits[at]?.classList.remove('present'); at = hits.indexOf(hit); hit.classList.add('present'); fill(); }
    });
    document.addEventListener('keydown', event => {
      if (turn.ariaPressed !== 'true' || !keys.offsetParent) return;
      if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input:not(.tick), select, textarea, [contenteditable], dialog')) return;
      const tick = hits[at]?.querySelector('.tick');
      if (event.key === 'j') go(at + 1);
      else if (event.key === 'k') go(at - 1);
      else if (event.key === 'o' && at >= 0) hits[at].querySelector('.hit-link').click();
      else if (event.key === 's' && tick) location.href = document.documentElement.dataset.base + '/my/keep?id=' + tick.value;
      else if (event.key === ' ' && tick && event.target !== tick && event.target.closest('.hit, body') && !event.target.closest('button, summary, .pane')) { tick.checked = !tick.checked; tell(); }
      else return;
      event.preventDefault();
    });
  }
}
