// A process of its own that reads a client's source on standard input and prints what it names. Apart
// from the grader, for source that is nested deeply enough ends the process that parses it.
import { stripTypeScriptTypes } from 'node:module';
import { text } from 'node:stream/consumers';
import { type AnyNode, parse } from 'acorn';
import type { ClientNames } from './client-names.ts';

const source = await text(process.stdin);
console.log(JSON.stringify(namesIn(source)));

function namesIn(typed: string): ClientNames {
  const program = parsed(typed);
  const names: ClientNames = { imports: [], calls: [], members: [], words: [], texts: [] };
  if (program === undefined) return names;
  const waiting: AnyNode[] = [program];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    note(node, names);
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child)) waiting.push(child);
    }
  }
  return names;
}

/** Undefined where it's no program: it won't run either. */
function parsed(typed: string): AnyNode | undefined {
  try {
    const options = { ecmaVersion: 'latest', sourceType: 'module', locations: true } as const;
    return parse(stripTypeScriptTypes(typed), options);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function note(node: AnyNode, names: ClientNames): void {
  const line = node.loc?.start.line ?? 0;
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      if (node.source) names.imports.push({ line, name: String(node.source.value) });
      break;
    case 'ImportExpression':
      names.imports.push({ line, name: constantText(node.source) ?? '' });
      break;
    case 'CallExpression':
      if (node.callee.type === 'MemberExpression') {
        const called = memberName(node.callee.property, node.callee.computed);
        const [first] = node.arguments;
        const { object } = node.callee;
        const on = object.type === 'Identifier' ? object.name : '';
        names.calls.push({ line, on, name: called, first: first ? argumentText(first) : '' });
      }
      break;
    case 'MemberExpression':
      names.members.push({ line, name: memberName(node.property, node.computed) });
      break;
    case 'Identifier':
      names.words.push({ line, name: node.name });
      break;
    case 'Literal':
    case 'TemplateElement':
    case 'BinaryExpression': {
      const whole = constantText(node);
      if (whole !== undefined) names.texts.push({ line, name: whole });
      break;
    }
  }
}

/** '' for a member that is computed when the client runs. */
function memberName(property: AnyNode, computed: boolean): string {
  if (!computed && property.type === 'Identifier') return property.name;
  return constantText(property) ?? '';
}

/** A constant argument; 'null' for null, '' for what is computed. */
function argumentText(node: AnyNode): string {
  return node.type === 'Literal' && node.value === null ? 'null' : (constantText(node) ?? '');
}

/** A text that stands there, in pieces or whole; what isn't constant in a template is left out. */
function constantText(node: AnyNode): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'TemplateElement') return node.value.cooked ?? undefined;
  if (node.type === 'TemplateLiteral') return node.quasis.map((each) => each.value.cooked).join('');
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined;
  const left = constantText(node.left);
  const right = constantText(node.right);
  return left === undefined || right === undefined ? undefined : left + right;
}
