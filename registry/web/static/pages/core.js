// Saves a core while it is typed into, and shows its tree and its verdict anew.
// Without it, the button at the end of the page saves, and the page comes back whole.
const form = document.querySelector('#core');
const status = document.querySelector('#status');
const WAIT = 1200;
let timer = 0;
let busy = null;
let dirty = false;
let failed = false;

/** Send the form as a button would; the answer is the page that would be shown. */
function send() {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open('POST', form.action);
    request.responseType = 'document';
    request.onload = () => (request.responseXML ? done(request) : fail(new Error(String(request.status))));
    request.onerror = fail;
    const sent = new FormData(form);
    sent.append('do', 'save');
    request.send(sent);
  });
}

/** Somebody else saved first: where both texts are put together. */
function late(there) {
  const link = document.createElement('a');
  link.href = there;
  link.textContent = form.dataset.late;
  status.replaceChildren(link);
  status.classList.add('late');
  link.focus();
}

/** What the answer says, put in place; the fields stay as they are being typed into. */
function show(page) {
  const its = page.querySelector('#core');
  if (!its) throw new Error('no form');
  form.elements.tag.value = its.elements.tag.value;
  // `elements.item` is a method of every form.
  form.querySelector('[name=item]').value = its.querySelector('[name=item]').value;
  for (const id of ['tree', 'verdict']) {
    const now = document.getElementById(id);
    const top = now.scrollTop;
    now.replaceChildren(...page.getElementById(id).childNodes);
    now.scrollTop = top;
  }
  for (const place of form.querySelectorAll('.error[id$="-error"]')) {
    const other = page.getElementById(place.id);
    place.hidden = !other || other.hidden;
    place.textContent = other?.textContent ?? '';
    const field = document.getElementById(place.id.replace(/-error$/, ''));
    if (place.hidden) field?.removeAttribute('aria-invalid');
    else field?.setAttribute('aria-invalid', 'true');
  }
  // The registry writes this one itself, when an item gets another name.
  const former = document.querySelector('#formerly');
  if (former && former !== document.activeElement) former.value = page.querySelector('#formerly').value;
  document.querySelector('#fields-title').textContent = page.querySelector('#fields-title').textContent;
  status.textContent = page.querySelector('#status').textContent;
}

async function save() {
  clearTimeout(timer);
  if (busy) {
    await busy;
    if (!dirty) return;
  }
  dirty = false;
  failed = false;
  status.textContent = form.dataset.saving;
  busy = send()
    .then((answer) => {
      if (answer.responseURL.includes('/merge')) late(answer.responseURL);
      else show(answer.responseXML);
    })
    .catch(() => {
      dirty = true;
      failed = true;
      status.textContent = form.dataset.failed;
    })
    .finally(() => {
      busy = null;
    });
  await busy;
}

/** Fields of something that is only there once its own button says so. */
const waits = (field) => /^(new|when|then|rule-title)-/.test(field.name);

form.addEventListener('change', (event) => {
  if (waits(event.target)) return;
  dirty = true;
  if (event.target.id === 'kind') form.requestSubmit(document.querySelector('#save')); // other fields
  else save();
});
form.addEventListener('input', (event) => {
  if (waits(event.target)) return;
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
});
form.addEventListener('submit', (event) => {
  clearTimeout(timer);
  dirty = false;
  if (!busy) return;
  event.preventDefault(); // first the answer, which names the text that this page is now made from
  busy.then(() => {
    if (!failed) form.requestSubmit(event.submitter);
  });
});
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('main a[href]');
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!dirty && !busy) return;
  event.preventDefault(); // what was typed goes first
  (dirty ? save() : busy).then(() => {
    if (!failed) location.href = link.href;
  });
});
document.addEventListener('keydown', (event) => {
  if (!event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
  const button = document.querySelector(event.key === 'ArrowUp' ? '#up' : '#down');
  if (!button || button.disabled || event.target.tagName === 'SELECT') return;
  event.preventDefault();
  form.requestSubmit(button);
});
for (const keys of document.querySelectorAll('.keys')) keys.hidden = false;
document.querySelector('.tree [aria-current]')?.scrollIntoView({ block: 'nearest' });
if (location.hash === '#fields') document.querySelector('#fields').focus();
window.addEventListener('beforeunload', (event) => {
  if (dirty) event.preventDefault();
});
