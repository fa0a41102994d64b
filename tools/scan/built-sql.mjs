// A lint rule of our own: the text of a statement is made of what stands in the source, and values go in as parameters.

/** @typedef {import('eslint').Scope.Scope} Scope */
/** @typedef {import('estree').Node} Node */

const STATEMENT = /^\s*(?:select|insert|update|delete|with|create|drop|alter|grant|revoke|truncate|call|do)\b/i;

/**
 * Whether a name was bound once for the whole module: a constant, an import, a function.
 * @param {string} name
 * @param {Scope} scope
 */
function isOfModule(name, scope) {
  for (let at = /** @type {Scope | null} */ (scope); at; at = at.upper) {
    const variable = at.set.get(name);
    if (!variable) continue;
    const isFree = variable.defs.some(({ type, parent }) => type === 'Variable' && parent?.kind !== 'const');
    return at.type === 'module' && !isFree;
  }
  return false;
}

/**
 * Whether an expression is the same whatever anybody asks for.
 * @param {Node} node
 * @param {Scope} scope
 * @returns {boolean}
 */
function isFixed(node, scope) {
  switch (node.type) {
    case 'Literal':
      return true;
    case 'Identifier':
      return isOfModule(node.name, scope);
    case 'TemplateLiteral':
      return node.expressions.every((one) => isFixed(one, scope));
    case 'MemberExpression':
      return isFixed(node.object, scope);
    case 'CallExpression':
      return [node.callee, ...node.arguments].every((one) => isFixed(one, scope));
    case 'ConditionalExpression':
      return isFixed(node.consequent, scope) && isFixed(node.alternate, scope);
    default:
      return false;
  }
}

/**
 * Refuses SQL into which something is put that is not fixed; the way in for a value is `$1`.
 * @type {import('eslint').Rule.RuleModule}
 */
export const builtSql = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { built: 'SQL is not put together from values: pass a parameter ($1), or choose between fixed texts' },
  },
  create(context) {
    /**
     * @param {Node} node
     * @param {Node[]} parts
     */
    const judge = (node, parts) => {
      const scope = context.sourceCode.getScope(node);
      if (!parts.every((part) => isFixed(part, scope))) context.report({ node, messageId: 'built' });
    };
    return {
      TemplateLiteral(node) {
        if (STATEMENT.test(node.quasis[0]?.value.raw ?? '')) judge(node, node.expressions);
      },
      BinaryExpression(node) {
        const { left, right, operator } = node;
        if (operator === '+' && left.type === 'Literal' && STATEMENT.test(String(left.value))) judge(node, [right]);
      },
    };
  },
};
