// The small changes that make mutants, found at one node of a syntax tree. The grammars of C and
// TypeScript have the same names for most of what matters here.
import type { SyntaxNode } from '@lezer/common';

export type Edit = { from: number; to: number; put: string };
export type Change = {
  kind: 'statement' | 'check' | 'locks' | 'condition' | 'comparison' | 'logic' | 'bound' | 'result';
  edits: Edit[];
};

/** The changes that begin at this node; those of its children are found at them. */
export function changesAt(node: SyntaxNode, text: string): Change[] {
  switch (node.name) {
    case 'ExpressionStatement':
      return [...dropped(node, 'statement'), ...withoutLocks(node, text)];
    case 'IfStatement':
      return [...(node.getChild('else') ? [] : dropped(node, 'check')), ...negated(node, text)];
    case 'CompareOp':
      return compared(node, text);
    case 'LogicOp':
      return swapped(node, text, 'logic', { '&&': ['||'], '||': ['&&'] });
    case 'ReturnStatement':
      return returned(node, text);
    default:
      return [];
  }
}

const textOf = (text: string, { from, to }: { from: number; to: number }): string =>
  text.slice(from, to);

function dropped({ from, to }: SyntaxNode, kind: 'statement' | 'check'): Change[] {
  return [{ kind, edits: [{ from, to, put: ';' }] }];
}

const locking = /^\w*(?:lock|down)\w*\(([^;]*)\);?$/;

/** At the first of the statements that lock or unlock one thing in a function: all of them dropped. */
function withoutLocks(node: SyntaxNode, text: string): Change[] {
  const subject = locking.exec(textOf(text, node))?.[1];
  if (subject === undefined) return [];
  let body: SyntaxNode | null = node;
  while (body && body.name !== 'FunctionDefinition') body = body.parent;
  const edits: Edit[] = [];
  body?.cursor().iterate(({ name, from, to }) => {
    if (name !== 'ExpressionStatement') return;
    if (locking.exec(textOf(text, { from, to }))?.[1] !== subject) return;
    edits.push({ from, to, put: ';' });
  });
  return edits.length > 1 && edits[0]?.from === node.from ? [{ kind: 'locks', edits }] : [];
}

function negated(node: SyntaxNode, text: string): Change[] {
  const condition = node.getChild('ConditionClause') ?? node.getChild('ParenthesizedExpression');
  if (!condition) return [];
  const { from, to } = condition;
  return [{ kind: 'condition', edits: [{ from, to, put: `(!${textOf(text, condition)})` }] }];
}

const otherComparisons: Record<string, string[]> = {
  ...{ '<': ['<=', '>'], '<=': ['<'], '>': ['>=', '<'], '>=': ['>'] },
  ...{ '==': ['!='], '!=': ['=='], '===': ['!=='], '!==': ['==='] },
};

/** Another comparison, and a bound that is one off. */
function compared(node: SyntaxNode, text: string): Change[] {
  const changes = swapped(node, text, 'comparison', otherComparisons);
  const bound = node.nextSibling;
  if (!bound || /^[=!]/.test(textOf(text, node))) return changes;
  const { from, to } = bound;
  for (const by of [' + 1', ' - 1']) {
    changes.push({ kind: 'bound', edits: [{ from, to, put: `(${textOf(text, bound)}${by})` }] });
  }
  return changes;
}

function swapped(
  node: SyntaxNode,
  text: string,
  kind: 'comparison' | 'logic',
  others: Record<string, string[]>,
): Change[] {
  const { from, to } = node;
  return (others[textOf(text, node)] ?? []).map((put) => ({ kind, edits: [{ from, to, put }] }));
}

/** Success in place of an error, and nothing in place of what was done. */
function returned({ from, to }: SyntaxNode, text: string): Change[] {
  const value = /^return\s+([\s\S]*?);?$/.exec(text.slice(from, to))?.[1]?.trim();
  if (value === undefined || value === '') return [];
  if (value === '0') return [{ kind: 'result', edits: [{ from, to, put: 'return -1;' }] }];
  if (/\bNULL\b|^'/.test(value)) return [];
  return [{ kind: 'result', edits: [{ from, to, put: 'return 0;' }] }];
}
