/**
 * What each subpath of the package adds to a program, minified and compressed by brotli.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Goal, Section } from '../part.ts'
import { bundle } from '../../tools/bundle-size.ts'
import type { Bundle } from '../../tools/bundle-size.ts'

const root = join(import.meta.dirname, '../..')
const most = { core: 10_000, adapter: 2000 }

/** The source of each subpath, by how it is imported. */
function subpaths(): [string, string][] {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Readonly<Record<string, { '@latchkey/source': string } | string>>
  }
  return Object.entries(exports).flatMap(([path, target]): [string, string][] =>
    typeof target === 'string' ? [] : [[join('latchkey', path), join(root, target['@latchkey/source'])]],
  )
}

export async function measure(): Promise<Section> {
  const [[, main], ...others] = subpaths() as [[string, string], ...[string, string][]]
  const core = await bundle(main, () => false)
  const own = await bundle(main, (id) => id.startsWith('@noble/hashes/'))
  const inCore = new Set(core.files)
  const isOutside = (id: string, importer: string): boolean =>
    !/^[./]/.test(id) || inCore.has(resolve(importer, '..', id))
  const added = new Map<string, Bundle>()
  for (const [name, file] of others) added.set(name, await bundle(file, isOutside))
  const rows = Array.from(added, ([name, { bytes }]) => ({ name, bytes })).toSorted(
    (one, other) => one.bytes - other.bytes,
  )
  const [largest] = rows.filter(({ name }) => !apart.has(name)).toReversed()
  return {
    title: 'What users bundle',
    text: [
      'Minified and compressed by brotli, in bytes. The core is `latchkey` with `@noble/hashes`; the others are what they add to it. `latchkey/django` is a format of its own, and `latchkey/testing` is for tests.',
    ],
    tables: [
      {
        columns: ['subpath', 'bytes'],
        rows: [
          ['latchkey', String(core.bytes)],
          ['… without `@noble/hashes`', String(own.bytes)],
          ...rows.map(({ name, bytes }) => [name, String(bytes)]),
        ],
      },
    ],
    plots: {
      bundles: {
        kind: 'bars',
        title: `The core is ${kilobytes(core.bytes)} kB with its cryptography; the largest adapter adds ${kilobytes(largest!.bytes)} kB`,
        label: 'minified and compressed by brotli, bytes',
        logarithmic: false,
        rows: [
          { name: 'latchkey', value: core.bytes, own: true },
          ...rows.map(({ name, bytes }) => ({ name, value: bytes, own: false })),
        ],
      },
    },
    figures: {
      'core-kilobytes': Number(kilobytes(core.bytes)),
      'largest-adapter-kilobytes': Number(kilobytes(largest!.bytes)),
    },
    goals: [
      under('the core, with @noble/hashes', core.bytes, most.core),
      under(`each adapter (the largest is ${largest!.name})`, largest!.bytes, most.adapter),
    ],
  }
}

/** What is no adapter. */
const apart = new Set(['latchkey/django', 'latchkey/testing'])

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}

function under(what: string, bytes: number, limit: number): Goal {
  return {
    goal: `${what}: under ${limit.toLocaleString('en')} bytes`,
    measured: `${bytes.toLocaleString('en')} bytes`,
    reached: bytes < limit,
  }
}
