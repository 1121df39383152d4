/**
 * Runs the conformance suite on the Node that runs this: `node node.ts LIBRARY VECTORS`, two files. Writes the report as JSON.
 */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type * as Latchkey from '../../src/index.ts'
import { conformance } from './conformance.ts'
import type { Vectors } from './vectors.ts'

const [library = '', vectors = ''] = process.argv.slice(2)
const module = (await import(pathToFileURL(library).href)) as typeof Latchkey
const report = conformance(module, JSON.parse(readFileSync(vectors, 'utf8')) as Vectors)
process.stdout.write(JSON.stringify(report))
