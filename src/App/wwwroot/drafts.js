// What is being written is kept until it is sent: in this tab, and for who is signed in with the hub too. Without this script every form works as it is.
(() => {
  'use strict';
  const root = document.documentElement;
  const base = root.dataset.base || '';
  const signed = root.dataset.signed === 'yes';
  const page = location.pathname.slice(base.length) || '/';
  const address = base + '/account/drafts';
  const keyOf = (where, form) => `draft ${where} ${form}`;
  const said = document.currentScript.dataset;

  const drop = (where, form) => {
    sessionStorage.removeItem(keyOf(where, form));
    if (signed) fetch(`${address}?page=${encodeURIComponent(where)}&form=${encodeURIComponent(form)}`, { method: 'DELETE' }).catch(() => {});
  };

  // Sent and answered by a way to another page: taken. A page that comes back itself was refused, and what was typed stands in it.
  const sent = JSON.parse(sessionStorage.getItem('draft sent') || 'null');
  if (sent && !page.startsWith('/account/')) {
    sessionStorage.removeItem('draft sent');
    if (performance.getEntriesByType('navigation')[0]?.redirectCount > 0) drop(sent.page, sent.form);
  }

  // Which form of the page it is: its handler, its act, and what it is about.
  const nameOf = form => {
    const told = [...form.querySelectorAll('[name=act], input[type=hidden]')].filter(one => /^(act|id|item|member|kind|side)$/i.test(one.name)).map(one => one.value);
    return [new URL(form.action, location.href).searchParams.get('handler') || '', ...told].join('/').slice(0, 100);
  };
  const fieldsOf = form => [...form.elements].filter(one => one.name && (one.tagName === 'TEXTAREA' || one.tagName === 'SELECT'
    || (one.tagName === 'INPUT' && ['text', 'tel', 'email', 'url', 'number', 'date'].includes(one.type) && one.autocomplete !== 'one-time-code')));
  const written = form => [...form.querySelectorAll('textarea')].some(one => one.value !== one.defaultValue && one.value.trim().length >= 5);
  const valuesOf = form => Object.fromEntries(fieldsOf(form).map(one => [one.name, one.value]));

  const offer = (form, draft) => {
    const texts = [...form.querySelectorAll('textarea')].filter(one => one.name in draft.fields);
    if (!texts.some(one => draft.fields[one.name].trim() && draft.fields[one.name] !== one.value)) return;
    const note = document.createElement('div');
    note.className = 'notice';
    note.setAttribute('role', 'status');
    const text = document.createElement('p');
    text.textContent = said.found.replace('#', new Date(draft.at).toLocaleString(root.lang));
    note.append(text);
    const button = (label, work) => {
      const one = document.createElement('button');
      one.type = 'button';
      one.className = 'btn btn-outline-secondary me-2';
      one.textContent = label;
      one.addEventListener('click', () => { work(); note.remove(); });
      note.append(one);
    };
    button(said.restore, () => {
      for (const one of fieldsOf(form)) if (one.name in draft.fields) one.value = draft.fields[one.name];
      for (const one of form.querySelectorAll('textarea')) one.dispatchEvent(new Event('input', { bubbles: true }));
      form.closest('details')?.setAttribute('open', '');
      texts[0].focus();
    });
    button(said.drop, () => drop(page, nameOf(form)));
    form.prepend(note);
    form.closest('details')?.setAttribute('open', '');
  };

  const forms = [...document.querySelectorAll('form[method=post]')].filter(form => form.querySelector('textarea') && !form.hasAttribute('data-autosave'));
  if (forms.length === 0) return;
  for (const form of forms) {
    const name = nameOf(form);
    let timer = 0;
    form.addEventListener('input', () => {
      if (!written(form)) return;
      const draft = { page, form: name, at: new Date().toISOString(), fields: valuesOf(form) };
      try { sessionStorage.setItem(keyOf(page, name), JSON.stringify(draft)); } catch { /* the tab has no room: the hub has it */ }
      if (!signed) return;
      clearTimeout(timer);
      timer = setTimeout(() => fetch(address, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...draft, fields: valuesOf(form) }) })
        .catch(() => {}), 3000);
    });
    form.addEventListener('submit', () => {
      clearTimeout(timer);
      sessionStorage.setItem('draft sent', JSON.stringify({ page, form: name }));
    });
  }

  const own = forms.map(form => [form, JSON.parse(sessionStorage.getItem(keyOf(page, nameOf(form))) || 'null')]);
  for (const [form, draft] of own) if (draft) offer(form, draft);
  const rest = own.filter(([, draft]) => !draft).map(([form]) => form);
  if (signed && rest.length > 0) {
    fetch(`${address}?page=${encodeURIComponent(page)}`).then(answer => answer.ok ? answer.json() : []).then(kept => {
      for (const form of rest) {
        const draft = kept.find(one => one.form === nameOf(form));
        if (draft && !written(form)) offer(form, draft);
      }
    }).catch(() => {});
  }
})();
