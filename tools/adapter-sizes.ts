/**
 * How large the adapters of `src/http/` are, minified and compressed by brotli: what each adds to a program, and that with the guard which
 * all of them share, beside the core that a program has anyway.
 *
 * No adapter has 2,048 bytes or more, none with the guard 3,328. The last line is a line of JSON for `tools/test.ts`.
 */
import { globSync } from 'node:fs'
import { basename, resolve, sep } from 'node:path'
import { bundle } from './bundle-size.ts'

const folder = resolve('src/http')
const guard = new Set(['answers', 'bearer', 'credentials', 'guard-options'])
const nameOf = (file: string): string => basename(file, '.ts')

/** The bytes of a file and of what it imports from this folder; `own` leaves the guard out. */
async function size(file: string, own: boolean): Promise<number> {
  const { bytes } = await bundle(file, (id, importer) => {
    if (!/^[./]/.test(id)) return true
    const path = resolve(importer, '..', id)
    return !path.startsWith(folder + sep) || (own && guard.has(nameOf(path)))
  })
  return bytes
}

let passed = 0
let failed = 0
for (const file of globSync('src/http/*.ts').toSorted()) {
  if (guard.has(nameOf(file))) continue
  const [alone, whole] = [await size(file, true), await size(file, false)]
  const isSmall = alone < 2048 && whole < 3328
  if (isSmall) passed++
  else failed++
  const verdict = isSmall ? '' : ': too large'
  console.log(`latchkey/${nameOf(file).padEnd(8)} ${alone} bytes, with the guard ${whole}${verdict}`)
}
console.log(JSON.stringify({ passed, failed, skipped: [] }))
process.exitCode = failed > 0 ? 1 : 0
