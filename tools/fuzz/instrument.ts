/**
 * Loads the sources of the library with a counter in every branch, and with a fault where one is wanted.
 *
 * Must run before anything of `src/` is loaded. Jazzer.js, the usual fuzzer of JavaScript, needs a newer C library than Debian 12 has.
 */
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseSync, Visitor } from 'rolldown/utils'
import type { ESTree } from 'rolldown/utils'

/** A mistake put into a file of `src/`, to see that it is found. */
export interface Fault {
  readonly file: string
  readonly code: string
  readonly instead: string
}

const most = 1 << 14
/** How often each branch was taken since it was last set to zero; a byte each, which may wrap. */
export const counters: Uint8Array = new Uint8Array(most)
let used = 0
/** How many counters there are. */
export const branches = (): number => used

const sources = pathToFileURL(`${process.cwd()}/src/`).href

/** Instruments what is loaded of `src/` from now on. */
export function instrument(fault?: Fault): void {
  Reflect.set(globalThis, '__taken', counters)
  registerHooks({
    load(url, context, next) {
      if (!url.startsWith(sources) || !url.endsWith('.ts')) return next(url, context)
      let text = readFileSync(fileURLToPath(url), 'utf8')
      if (fault !== undefined && url === pathToFileURL(fault.file).href) {
        const { file, code, instead } = fault
        if (text.split(code).length !== 2) throw new Error(`${file} does not have once: ${code}`)
        text = text.replace(code, () => instead)
      }
      const name = fileURLToPath(url)
      return { format: 'module', source: counted(name, stripTypeScriptTypes(text)), shortCircuit: true }
    },
  })
}

/** What counts the next branch. */
function count(): string {
  if (used === most) throw new Error('there are more branches than counters')
  return `__taken[${used++}]++`
}

/** The same program, which counts. */
function counted(name: string, text: string): string {
  const inserted: { at: number; text: string }[] = []
  const closed: { at: number; text: string }[] = []
  const wrap = ({ start, end }: ESTree.Node, before: string, after: string): void => {
    inserted.push({ at: start, text: before })
    closed.push({ at: end, text: after })
  }
  const expression = (node: ESTree.Node): void => wrap(node, `(${count()},`, ')')
  const statement = (node: ESTree.Node | null): void => {
    if (node !== null && node.type !== 'BlockStatement') wrap(node, `{${count()};`, '}')
  }
  new Visitor({
    BlockStatement: ({ start }) => void inserted.push({ at: start + 1, text: `${count()};` }),
    ArrowFunctionExpression({ body }) {
      if (body.type !== 'BlockStatement') expression(body)
    },
    IfStatement({ consequent, alternate }) {
      statement(consequent)
      statement(alternate)
    },
    ForStatement: ({ body }) => statement(body),
    ForOfStatement: ({ body }) => statement(body),
    WhileStatement: ({ body }) => statement(body),
    SwitchCase: ({ consequent: [first] }) =>
      void (first && inserted.push({ at: first.start, text: `${count()};` })),
    ConditionalExpression({ consequent, alternate }) {
      expression(consequent)
      expression(alternate)
    },
    LogicalExpression: ({ right }) => expression(right),
  }).visit(parseSync(name.replace(/ts$/, 'js'), text).program)
  let written = ''
  let from = 0
  // What is closed inside comes before what is closed around it.
  for (const { at, text: added } of [...closed.toReversed(), ...inserted].toSorted((a, b) => a.at - b.at)) {
    written += text.slice(from, at) + added
    from = at
  }
  return written + text.slice(from)
}
