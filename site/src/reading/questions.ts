// Makes a quiz of each question: choose, check, see the reason; the answer is kept.
import * as z from 'zod/mini';
import { announce } from '../announce.ts';
import { messages } from '../messages.ts';
import { forget, keep, readKept } from '../storage.ts';

const answer = z.array(z.int());

export function startQuestions(lesson: string): void {
  for (const section of document.querySelectorAll<HTMLElement>('section.question')) {
    makeQuiz(section, `answer.${lesson}.${section.dataset.question ?? ''}`);
  }
}

function makeQuiz(section: HTMLElement, key: string): void {
  const list = section.querySelector('.question-options');
  if (!list) return;
  const items = [...list.querySelectorAll('li')];
  const several = section.dataset.several === 'yes';
  const form = document.createElement('form');
  form.className = 'quiz';
  const group = document.createElement('fieldset');
  if (!several) group.setAttribute('role', 'radiogroup');
  group.setAttribute('aria-labelledby', `${section.id}-title ${section.id}-prompt`);

  const options = items.map((item, index) => {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = several ? 'checkbox' : 'radio';
    input.name = section.id;
    input.value = String(index);
    const text = document.createElement('span');
    text.append(...(item.querySelector('.option-text')?.childNodes ?? []));
    label.append(input, text);
    const reason = document.createElement('div');
    reason.className = 'option-reason';
    reason.hidden = true;
    reason.append(...(item.querySelector('.option-reason')?.childNodes ?? []));
    const row = document.createElement('div');
    row.className = 'option';
    row.append(label, reason);
    return { row, input, reason, right: item.dataset.right === 'yes' };
  });

  const button = document.createElement('button');
  button.type = 'submit';
  button.textContent = messages.check;
  const verdict = document.createElement('p');
  verdict.className = 'quiz-verdict';
  const foot = document.createElement('div');
  foot.className = 'quiz-foot';
  foot.append(button, verdict);
  group.append(...options.map(({ row }) => row));
  form.append(group, foot);
  list.replaceWith(form);

  let answered = false;
  const show = (chosen: readonly number[]) => {
    answered = true;
    for (const [index, { row, input, reason, right }] of options.entries()) {
      input.checked = chosen.includes(index);
      input.disabled = true;
      reason.hidden = !(input.checked || right);
      row.classList.toggle('right', right);
      row.classList.toggle('chosen', input.checked);
    }
    const good = options.every(({ input, right }) => input.checked === right);
    verdict.textContent = good ? messages.allRight : messages.notAllRight;
    verdict.dataset.good = good ? 'yes' : 'no';
    button.textContent = messages.again;
    return verdict.textContent;
  };
  const clear = () => {
    answered = false;
    forget(key);
    for (const { row, input, reason } of options) {
      input.checked = false;
      input.disabled = false;
      reason.hidden = true;
      row.classList.remove('right', 'chosen');
    }
    verdict.textContent = '';
    button.textContent = messages.check;
    options[0]?.input.focus();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (answered) {
      clear();
      return;
    }
    const chosen = options.flatMap(({ input }, index) => (input.checked ? [index] : []));
    if (chosen.length === 0) return;
    keep(key, chosen);
    announce(show(chosen));
  });
  const kept = readKept(key, answer);
  if (kept) show(kept);
}
