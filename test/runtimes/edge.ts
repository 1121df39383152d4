/**
 * Runs the bundled suite in an edge VM, which has the standards of the web and nothing of Node: `node edge.ts BUNDLE VECTORS`.
 */
import { readFileSync } from 'node:fs'

// The types of the root do without this folder's packages, which may not be installed.
const edge: string = '@edge-runtime/vm'
const { EdgeVM } = (await import(edge)) as {
  EdgeVM: new () => { evaluate(code: string): unknown }
}
const [bundle = '', vectors = ''] = process.argv.slice(2)
const vm = new EdgeVM()
vm.evaluate(readFileSync(bundle, 'utf8'))
process.stdout.write(
  String(vm.evaluate(`JSON.stringify(suite.conformance(suite, ${readFileSync(vectors, 'utf8')}))`)),
)
